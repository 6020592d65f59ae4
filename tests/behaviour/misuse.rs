//! Wrong calls: a status of their own, a message that names the argument and the limit, and nothing sent.

use graph_upload::ffi::status::*;
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{Tokens, file};
use crate::world::World;

both! {
    fn a_file_that_is_too_large_is_refused_before_any_request(front) {
        let world = World::new();
        let limit = 25 * 1024 * 1024;
        for size in [limit + 1, u64::MAX] {
            let failure = front.create(&world.setup, &world.target(), size, None).err().expect("too large");
            assert_eq!(failure.status, GU_ERR_TOO_LARGE);
            assert!(failure.message.contains("26214400") && failure.message.contains("size"), "{failure:?}");
        }
        assert_eq!(world.service.requests().len(), 0);
        front.create(&world.setup, &world.target(), limit, None).expect("the limit itself is fine");
    }

    fn puts_at_a_wrong_place_send_nothing(front) {
        let world = World::new();
        let file = file(100);
        let session = front.create(&world.setup, &world.target(), 100, None).expect("created");
        session.put(0, &file[..40], None).expect("put");
        for (offset, length) in [(0, 40), (39, 1), (41, 1), (100, 0), (u64::MAX, 1), (40, 61)] {
            let failure = session.put(offset, &vec![0; length], None).expect_err("wrong place");
            assert_eq!((failure.status, failure.offset), (GU_ERR_ARGUMENT, 40), "{offset} {length}");
            let named = if length == 61 { ["length", "100"] } else { ["offset", "40"] };
            assert!(named.iter().all(|text| failure.message.contains(text)), "{failure:?}");
        }
        session.put(40, &[], None).expect("nothing at the right place is fine");
        assert_eq!(world.count(Kind::Piece), 0);
        session.put(40, &file[40..], None).expect("put");
        let stored = session.finish(None).expect("finished");
        world.assert_stored(&stored.id, &file);
        assert_eq!(session.put(100, &[], None).expect_err("stored").status, GU_ERR_STORED);
    }

    fn finishing_early_names_what_is_missing(front) {
        let world = World::new();
        let session = front.create(&world.setup, &world.target(), 100, None).expect("created");
        session.put(0, &file(40), None).expect("put");
        let failure = session.finish(None).expect_err("60 bytes are missing");
        assert_eq!((failure.status, failure.offset), (GU_ERR_INCOMPLETE, 40));
        assert!(failure.message.contains("from 40 to 100"), "{failure:?}");
    }

    fn base_urls_that_would_leak_the_token(front) {
        for (base_url, loopback) in [
            ("http://graph.microsoft.com", true),
            ("http://localhost:1", false),
            ("https://127.0.0.1:1", false),
            ("http://192.168.0.1:1", true),
            ("https://user@graph.microsoft.com", true),
            ("ftp://graph.microsoft.com", true),
            ("https://graph.microsoft.com/v1.0", true),
            ("", true),
        ] {
            let mut world = World::new();
            (world.setup.base_url, world.setup.loopback) = (base_url.to_owned(), loopback);
            let failure = front.create(&world.setup, &world.target(), 1, None).err().expect("refused");
            assert_eq!(failure.status, GU_ERR_ARGUMENT, "{base_url}: {failure:?}");
            assert!(failure.message.contains("base URL"), "{failure:?}");
        }
    }

    fn tokens_and_names_that_would_break_a_header_or_a_url(front) {
        for token in ["", "a b", "a\r\nX: y", "tökén"] {
            let mut world = World::new();
            world.setup.token = Tokens::Fixed(token.to_owned());
            let failure = front.create(&world.setup, &world.target(), 1, None).err().expect("refused");
            assert_eq!(failure.status, GU_ERR_ARGUMENT, "{token:?}: {failure:?}");
            assert!(failure.message.starts_with("token"), "{failure:?}");
        }
        for (what, list, task, name, user, content_type) in [
            ("list", "", "t", "n", None, None),
            ("list", "..", "t", "n", None, None),
            ("task", "l", "a\u{7f}", "n", None, None),
            ("name", "l", "t", "", None, None),
            ("name", "l", "t", "a\nb", None, None),
            ("user", "l", "t", "n", Some(""), None),
            ("content type", "l", "t", "n", None, Some("text")),
        ] {
            let mut world = World::new();
            world.todo = crate::front::Todo { user, list, task, name, content_type };
            let failure = front.create(&world.setup, &world.target(), 1, None).err().expect("refused");
            assert_eq!(failure.status, GU_ERR_ARGUMENT, "{what}: {failure:?}");
            assert!(failure.message.starts_with(what), "{failure:?}");
            assert_eq!(world.service.requests().len(), 0);
        }
    }

    fn ids_and_names_with_any_letters_arrive_as_they_are(front) {
        for (list, task, name) in [
            ("AAMk=/+?#%&'", "a b%2F..", "a/b\\c:d*?\"<>|.txt"),
            ("ü€😀", "(x)[y]{z}", "größe 'x' \"y\" 😀.txt"),
        ] {
            let mut world = World::new();
            (world.todo.list, world.todo.task, world.todo.name) = (list, task, name);
            let session = front.create(&world.setup, &world.target(), 3, None).expect("created");
            session.put(0, b"abc", None).expect("put");
            let stored = session.finish(None).expect("finished");
            world.assert_stored(&stored.id, b"abc");
            assert_eq!(world.stored()[0].name, name);
        }
    }
}
