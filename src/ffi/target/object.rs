//! The target object.

use std::sync::Arc;

use crate::ffi::guard::free;
use crate::host::{Refusal, Turn};
use graph_upload_core::error::Error;
use graph_upload_core::kinds::{Property, Target};

/// A place that a file can be uploaded to.
///
/// Created by the function of its kind, freed by the caller with gu_target_free(). Calls that take a target copy what
/// they need, so it may be changed, reused or freed at any time, also during such a call. Any thread may use it.
pub struct gu_target(Turn<Box<dyn Target>>);

impl gu_target {
    pub(super) fn new(target: impl Target + 'static) -> Self {
        Self::of(Box::new(target))
    }

    pub(super) fn of(target: Box<dyn Target>) -> Self {
        Self(Turn::new(target))
    }

    /// The target as it is now.
    pub(in crate::ffi) fn share(&self) -> Result<Arc<dyn Target>, Error> {
        Ok(self.0.wait().map_err(refused)?.share())
    }

    /// Changes a property.
    pub(in crate::ffi) fn set(&self, property: Property) -> Result<(), Error> {
        self.0.wait().map_err(refused)?.set(property)
    }
}

fn refused(refusal: Refusal) -> Error {
    Error::state(format!("the target {}", refusal.why()))
}

/// Frees a target.
///
/// @param target  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_free(target: *mut gu_target) {
    // SAFETY: as the header promises.
    unsafe { free(target) }
}
