//! Targets of uploads.

pub mod todo;

pub mod outlook;

pub mod drive;

pub mod print;

pub mod kinds;

pub mod object;

pub mod text_form;

pub use drive::*;
pub(super) use kinds::rules;
pub use kinds::*;
pub use object::*;
pub use outlook::*;
pub use print::*;
pub use text_form::*;
pub use todo::*;
