//! Tracks which callbacks a thread is in. A host may leave one by `longjmp()`, as Lua, Ruby and PHP
//! do on errors: then the call below it never returns, and whatever it holds would stay held for
//! ever.
//!
//! Every callback records its position on the stack. A later call of the same thread from above
//! that position shows that the callback is over, however it ended. A call from below may be inside
//! the callback or not, and is treated as inside.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Number of nested callbacks that are told apart.
const DEEPEST: usize = 16;

thread_local! {
    /// Without a destructor, so that it still exists in the destructors of other libraries, which
    /// may upload.
    static CALLBACKS: ManuallyDrop<RefCell<Callbacks>> =
        const { ManuallyDrop::new(RefCell::new(Callbacks { count: 0, places: [const { None }; DEEPEST] })) };
}

struct Callbacks {
    /// May exceed [`DEEPEST`].
    count: usize,
    places: [Option<Place>; DEEPEST],
}

struct Place {
    at: usize,
    left: Option<Left>,
}

/// Set when a callback is found to have been left without returning.
#[derive(Debug, Clone, Default)]
pub(crate) struct Left(Arc<AtomicBool>);

impl Left {
    pub fn is_left(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// As if the callback had been left.
    #[cfg(test)]
    pub fn leave(&self) {
        self.0.store(true, Ordering::Release);
    }
}

impl Callbacks {
    /// Forgets the callbacks called from here or further down; the code running here is inside none
    /// of them.
    fn leave(&mut self, here: usize) {
        let noted = &mut self.places[..self.count.min(DEEPEST)];
        let inside = noted.iter().flatten().take_while(|place| place.at > here).count();
        if inside == noted.len() {
            return;
        }
        for place in &mut noted[inside..] {
            if let Some(Place { left: Some(left), .. }) = place.take() {
                left.0.store(true, Ordering::Release);
            }
        }
        self.count = inside;
    }

    fn enter(&mut self, at: usize, left: Option<Left>) {
        if let Some(place) = self.places.get_mut(self.count) {
            *place = Some(Place { at, left });
        }
        self.count += 1;
    }

    fn end(&mut self) {
        self.count = self.count.saturating_sub(1);
        if let Some(place) = self.places.get_mut(self.count) {
            *place = None;
        }
    }
}

fn with<T>(act: impl FnOnce(&mut Callbacks) -> T) -> Option<T> {
    // A thread-local variable that needs a destructor may be gone already.
    CALLBACKS.try_with(|callbacks| act(&mut callbacks.borrow_mut())).ok()
}

/// Runs a callback. `left` is set if it turns out not to have returned.
pub(crate) fn calling_back<T>(left: Option<&Left>, call: impl FnOnce() -> T) -> T {
    struct End;
    impl Drop for End {
        fn drop(&mut self) {
            with(Callbacks::end);
        }
    }
    with(|callbacks| callbacks.enter(here(), left.cloned()));
    let _end = End;
    call()
}

/// Call wherever the host enters: finds callbacks that were left without returning.
#[inline(always)]
pub(crate) fn sweep() {
    let here = here();
    with(|callbacks| callbacks.leave(here));
}

/// Whether this thread is in a callback called from below a position on the stack.
pub(super) fn is_called_back_below(place: usize) -> bool {
    // If unknown, it counts as inside a callback, which refuses less.
    with(|callbacks| match callbacks.count.checked_sub(1) {
        None => false,
        Some(last) => {
            callbacks.places.get(last).is_none_or(|last| last.as_ref().is_some_and(|it| it.at < place))
        }
    })
    .unwrap_or(true)
}

/// A number unique among running threads.
pub(crate) fn thread() -> usize {
    thread_local! {
        static PLACE: u8 = const { 0 };
    }
    PLACE.try_with(|place| std::ptr::from_ref(place).addr()).unwrap_or(0)
}

/// The end of the caller's stack. A sanitizer may move variables elsewhere, so their addresses
/// would not do.
#[inline(always)]
pub(crate) fn here() -> usize {
    let place: usize;
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    // SAFETY: reads a register.
    unsafe {
        std::arch::asm!("mov {}, rsp", out(reg) place, options(nomem, nostack, preserves_flags));
    }
    #[cfg(all(target_arch = "aarch64", not(miri)))]
    // SAFETY: reads a register.
    unsafe {
        std::arch::asm!("mov {}, sp", out(reg) place, options(nomem, nostack, preserves_flags));
    }
    #[cfg(any(miri, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
    {
        let variable = 0_u8;
        place = std::hint::black_box(std::ptr::from_ref(&variable)).addr();
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callbacks(places: &[usize]) -> Callbacks {
        let mut callbacks = Callbacks { count: 0, places: [const { None }; DEEPEST] };
        places.iter().for_each(|place| callbacks.enter(*place, None));
        callbacks
    }

    #[test]
    fn those_at_and_below_a_place_are_over() {
        // (called from, the next call stands at, how many it is inside of)
        for (places, here, left) in [
            (&[900, 800, 700][..], 600, 3),
            (&[900, 800, 700], 700, 2),
            (&[900, 800, 700], 750, 2),
            (&[900, 800, 700], 850, 1),
            (&[900, 800, 700], 1_000, 0),
            (&[], 1_000, 0),
        ] {
            let mut callbacks = callbacks(places);
            callbacks.leave(here);
            assert_eq!(callbacks.count, left, "{places:?} {here}");
        }
    }

    #[test]
    fn very_deep_ones_are_counted() {
        let places: Vec<_> = (0..20).map(|index| 1_000 - index).collect();
        let mut deep = callbacks(&places);
        deep.leave(1);
        assert_eq!(deep.count, 20);
        deep.end();
        assert_eq!(deep.count, 19);
        deep.leave(999);
        assert_eq!(deep.count, 1);
        deep.leave(1_000);
        assert_eq!(deep.count, 0);
    }

    #[test]
    fn whoever_waits_is_told() {
        let left = Left::default();
        let mut callbacks = callbacks(&[]);
        callbacks.enter(900, Some(left.clone()));
        callbacks.leave(800);
        assert!(!left.is_left());
        callbacks.leave(900);
        assert!(left.is_left());
    }

    #[test]
    #[cfg_attr(miri, ignore = "frames have no order in Miri's memory")]
    fn a_callback_knows_that_it_is_one() {
        let outside = here();
        assert!(!is_called_back_below(outside));
        #[inline(never)]
        fn deeper(outside: usize) -> bool {
            calling_back(None, || is_called_back_below(outside))
        }
        assert!(deeper(outside));
        assert!(!is_called_back_below(outside));
    }

    #[test]
    fn threads_have_numbers_of_their_own() {
        let other = std::thread::scope(|scope| scope.spawn(thread).join());
        assert_ne!(thread(), other.expect("a number"));
        assert_eq!(thread(), thread());
    }
}
