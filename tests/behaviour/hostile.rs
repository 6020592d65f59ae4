//! Responses that are out to harm: no token goes where it must not, and no memory is given away.

use graph_upload::ffi::item::GU_INTEGRITY_UNVERIFIABLE;
use graph_upload::ffi::status::*;
use graph_upload_simulator::faults::{Fault, FaultResponse};
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;

use crate::both;
use crate::front::{Place, Target, file};
use crate::heap::peak_of;
use crate::world::World;

both! {
    fn upload_urls_elsewhere_are_refused_and_nothing_is_sent_there(front) {
        let world = World::new();
        let outlook = world.service.root(Role::Outlook);
        let graph = world.service.root(Role::Graph);
        let other_port = graph.replace("localhost", "127.0.0.1");
        for url in [
            format!("{outlook}/session"),
            format!("{other_port}/session"),
            graph.replace("http://", "http://user:password@"),
            graph.replace("http://", "https://"),
            "https://evil.example/session".to_owned(),
            "http://graph.microsoft.com/session".to_owned(),
            "https://10.0.0.1/session".to_owned(),
            "https://[fe80::1]/session".to_owned(),
            format!("{graph}/session#fragment"),
            format!("{graph}/a session"),
            "file:///etc/passwd".to_owned(),
            "/relative".to_owned(),
            "x".repeat(100_000),
        ] {
            let body = serde_json::json!({ "uploadUrl": url, "nextExpectedRanges": ["0-"] }).to_string();
            world.service.clear_requests();
            world.service.script(vec![Fault::on(Kind::Create).instead(FaultResponse::new(200).body(&body))]);
            let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("refused");
            assert_eq!(failure.status, GU_ERR_UNEXPECTED_RESPONSE, "{url}: {failure:?}");
            assert!(!failure.message.contains("/session") && !failure.message.contains("password"), "{failure:?}");
            let kinds: Vec<_> = world.service.requests().into_iter().map(|request| (request.role, request.kind)).collect();
            assert_eq!(kinds, [(Role::Graph, Kind::LookUp), (Role::Graph, Kind::Create)], "{url}");
        }
    }

    fn next_pages_elsewhere_are_not_followed(front) {
        let world = World::new();
        let outlook = world.service.root(Role::Outlook);
        let body = format!(r#"{{"value":[],"@odata.nextLink":"{outlook}/next"}}"#);
        world.service.script(vec![Fault::on(Kind::LookUp).instead(FaultResponse::new(200).body(&body))]);
        front.create(&world.setup, &world.target(), 10, None).expect("created");
        assert!(world.service.requests().iter().all(|request| request.role == Role::Graph));
    }

    fn responses_that_are_huge_not_json_or_cut_short(front) {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let huge = format!(r#"{{"uploadUrl":"{}"}}"#, "x".repeat(8 << 20));
        for body in ["", "{", "null", "\u{0}", "<html>busy</html>", &deep, &huge] {
            let world = World::new();
            world.service.script(vec![Fault::on(Kind::Create).always().instead(FaultResponse::new(200).body(body))]);
            let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("refused");
            assert_eq!(failure.status, GU_ERR_UNEXPECTED_RESPONSE, "{failure:?}");
            assert!(failure.message.len() < 1_000);
        }
    }

    fn refusals_with_harmful_texts(front) {
        let world = World::new();
        let secret = "https://outlook.office.com/x?authtoken=SECRET";
        let body = serde_json::json!({ "error": { "code": "a\r\nb", "message": format!("{secret}\u{1b}[2J{}", "y".repeat(1 << 20)) } });
        world.service.script(vec![Fault::on(Kind::Create).instead(FaultResponse::new(403).body(&body.to_string()))]);
        let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("refused");
        assert_eq!(failure.status, GU_ERR_DENIED);
        assert!(!failure.message.contains("SECRET") && !failure.message.chars().any(char::is_control), "{failure:?}");
        assert!(failure.message.len() < 1_000);
    }

    fn a_service_that_claims_more_than_was_sent(front) {
        let world = World::new();
        world.service.script(vec!["piece:*=ranges:99999999-".parse().expect("a fault"), "status:*=ranges:99999999-".parse().expect("a fault")]);
        let file = file(crate::world::PIECE + 1);
        let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
        let failure = session.put_all(&file, crate::world::PIECE).expect_err("not believed");
        assert_eq!(failure.status, GU_ERR_UNEXPECTED_RESPONSE, "{failure:?}");
        assert_eq!(world.stored().len(), 0);
    }

    fn redirects_of_every_request_are_not_followed(front) {
        for kind in [Kind::LookUp, Kind::Create, Kind::Piece, Kind::Status, Kind::Delete] {
            for status in [301, 302, 303, 307, 308] {
                let world = World::new();
                let elsewhere = FaultResponse::new(status).with("Location", "{outlook}/elsewhere").body("moved");
                let mut faults = vec![Fault::on(kind).always().instead(elsewhere)];
                if kind == Kind::Status {
                    faults.push(Fault::on(Kind::Piece).instead(FaultResponse::new(500)));
                }
                world.service.script(faults);
                let session = front.create(&world.setup, &world.target(), 10, None);
                let session = session.and_then(|session| match kind {
                    Kind::Delete => session.discard(),
                    _ => session.put_all(&file(10), 10),
                });
                match kind {
                    // What was there before is not known then, which only matters when a response is lost later.
                    Kind::LookUp => session.expect("uploaded"),
                    _ => {
                        let failure = session.expect_err("not followed");
                        assert_eq!(failure.status, GU_ERR_UNEXPECTED_RESPONSE, "{kind:?} {status}: {failure:?}");
                        assert_eq!(failure.http_status, u32::from(status), "{kind:?}");
                    }
                }
                assert!(world.service.requests().iter().all(|request| request.role == Role::Graph), "{kind:?}");
            }
        }
    }

    fn positions_that_are_no_numbers_are_asked_for_again(front) {
        for position in NO_POSITIONS {
            let world = World::new();
            let body = format!(r#"{{"nextExpectedRanges":[{position}]}}"#);
            world.service.script(vec![Fault::on(Kind::Piece).after(FaultResponse::new(200).body(&body))]);
            let file = file(crate::world::PIECE + 10);
            let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
            session.put_all(&file, crate::world::PIECE).expect("put");
            let stored = session.finish(None).expect("finished");
            world.assert_stored(&stored.id, &file);
            assert_eq!((world.count(Kind::Piece), world.count(Kind::Status)), (2, 1), "{position}");
        }
    }

    fn a_new_session_with_a_position_that_is_no_number(front) {
        for position in NO_POSITIONS {
            let world = World::new();
            let body = format!(r#"{{"uploadUrl":"{{base}}/s","nextExpectedRanges":[{position}]}}"#);
            world.service.script(vec![Fault::on(Kind::Create).always().instead(FaultResponse::new(200).body(&body))]);
            let session = front.create(&world.setup, &world.target(), 10, None);
            // Such a number is no JSON, and neither is what holds it.
            match position.contains("999") || position.contains("NaN") {
                true => assert_eq!(session.err().expect("refused").status, GU_ERR_UNEXPECTED_RESPONSE, "{position}"),
                false => assert_eq!(session.expect("created").next_offset(), 0, "{position}"),
            }
        }
    }

    fn sizes_that_are_no_numbers_prove_nothing(front) {
        for size in ["-1", "-0", "0.5", "1e2", "18446744073709551616", "\"10\"", "null", "[]"] {
            let world = World::new();
            let target = Target::from(Place::DrivePath { drive: None, path: "n" });
            let body = format!(r#"{{"id":"x","name":"n","size":{size}}}"#);
            world.service.script(vec![Fault::on(Kind::Piece).after(FaultResponse::new(201).body(&body))]);
            let session = front.create(&world.setup, &target, 10, None).expect("created");
            session.put_all(&file(10), 10).expect("put");
            let stored = session.finish(None).expect("finished");
            assert_eq!((stored.id.as_str(), stored.integrity), ("x", GU_INTEGRITY_UNVERIFIABLE), "{size}");
        }
    }

    fn times_that_are_none(front) {
        for expires in ["5", "-1", "1e99", "null", "{}", r#""soon""#, r#""""#, r#""2026-13-45T99:99:99Z""#, r#""99999999999-01-01T00:00:00Z""#] {
            let world = World::new();
            let body = format!(r#"{{"uploadUrl":"{{base}}/s","expirationDateTime":{expires}}}"#);
            world.service.script(vec![Fault::on(Kind::Create).always().instead(FaultResponse::new(200).body(&body))]);
            let session = front.create(&world.setup, &world.target(), 10, None).expect("created");
            assert_eq!(session.expires_ms(), 0, "{expires}");
        }
    }

    fn waits_that_are_none_are_not_waited_for(front) {
        for wait in ["-3600", "1e999", "0xffff", "NaN", "3600,5", "", "Thu, 99 Foo 9999 99:99:99 GMT"] {
            let world = World::new();
            world.service.script(vec![Fault::on(Kind::Create).instead(FaultResponse::new(503).with("Retry-After", wait))]);
            front.create(&world.setup, &world.target(), 10, None).expect("created");
        }
        for wait in ["18446744073709551615", "18446744073709551616", "999999999999999999999999999.9"] {
            let world = World::new();
            world.service.script(vec![Fault::on(Kind::Create).instead(FaultResponse::new(503).with("Retry-After", wait))]);
            let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("not waited for");
            assert_eq!(failure.status, GU_ERR_THROTTLED, "{wait}: {failure:?}");
            assert_eq!(world.count(Kind::Create), 1, "{wait}");
        }
    }

    fn of_several_waits_the_longest_holds(front) {
        let world = World::new();
        let both = FaultResponse::new(503).with("Retry-After", "0.001").with("Retry-After", "3600");
        world.service.script(vec![Fault::on(Kind::Create).instead(both)]);
        let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("not waited for");
        assert_eq!(failure.status, GU_ERR_THROTTLED, "{failure:?}");
        assert_eq!(world.count(Kind::Create), 1);
    }

    fn locations_that_contradict_each_other_are_not_believed(front) {
        let world = World::new();
        let both = FaultResponse::new(201).with("Location", "/attachments('a')").with("Location", "/attachments('b')");
        world.service.script(vec![Fault::on(Kind::Piece).after(both)]);
        let session = front.create(&world.setup, &world.target(), 10, None).expect("created");
        session.put_all(&file(10), 10).expect("put");
        let stored = session.finish(None).expect("finished");
        assert!(stored.recovered);
        world.assert_stored(&stored.id, &file(10));
    }

    fn ids_with_control_characters_are_not_believed(front) {
        let name = "n";
        for id in ["a\\u0000b", "a\\r\\nb", "\\u001b[2J", "\\u007f", "\\u0085"] {
            let world = World::new();
            let target = Target::from(Place::DrivePath { drive: None, path: name });
            let body = format!(r#"{{"id":"{id}","name":"{name}","size":10}}"#);
            world.service.script(vec![Fault::on(Kind::Piece).after(FaultResponse::new(201).body(&body))]);
            let session = front.create(&world.setup, &target, 10, None).expect("created");
            session.put_all(&file(10), 10).expect("put");
            let stored = session.finish(None).expect("finished");
            assert!(stored.recovered && !stored.id.chars().any(char::is_control), "{id}: {stored:?}");
        }
        for location in ["/attachments('%00')", "/attachments/%0d%0aX", "/attachments/a%1b[2J", "/attachments/%c2%85"] {
            let world = World::new();
            let response = FaultResponse::new(201).with("Location", location);
            world.service.script(vec![Fault::on(Kind::Piece).after(response)]);
            let session = front.create(&world.setup, &world.target(), 10, None).expect("created");
            session.put_all(&file(10), 10).expect("put");
            let stored = session.finish(None).expect("finished");
            assert!(stored.recovered, "{location}: {stored:?}");
            world.assert_stored(&stored.id, &file(10));
        }
    }

    fn compressed_responses_that_nobody_asked_for(front) {
        let compressed = |status| FaultResponse::new(status).with("Content-Encoding", "gzip").body("\u{1f}\u{8b}\u{8}\0");
        let world = World::new();
        world.service.script(vec![Fault::on(Kind::Create).always().instead(compressed(200))]);
        let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("refused");
        assert_eq!(failure.status, GU_ERR_UNEXPECTED_RESPONSE, "{failure:?}");
        world.service.clear_script();

        let target = Target::from(Place::DrivePath { drive: None, path: "n" });
        world.service.script(vec![Fault::on(Kind::Piece).after(compressed(201))]);
        let session = front.create(&world.setup, &target, 10, None).expect("created");
        session.put_all(&file(10), 10).expect("put");
        assert!(session.finish(None).expect("finished").recovered);
        assert!(world.service.requests().iter().all(|request| request.header("accept-encoding") == Some("identity")));
    }

    fn lists_that_go_on_and_on(front) {
        let world = World::new();
        let body = r#"{"value":[],"@odata.nextLink":"{base}/v1.0/next"}"#;
        world.service.script(vec![Fault::on(Kind::LookUp).always().instead(FaultResponse::new(200).body(body))]);
        front.create(&world.setup, &world.target(), 10, None).expect("created");
        assert_eq!(world.count(Kind::LookUp), 10);
    }

    fn lists_full_of_the_name(front) {
        let world = World::new();
        let entry = format!(r#"{{"id":"i","name":"{}","size":10}}"#, world.todo.name);
        let entries = vec![entry.as_str(); 200_000 / entry.len()].join(",");
        let body = format!(r#"{{"value":[{entries}],"@odata.nextLink":"{{base}}/v1.0/next"}}"#);
        world.service.script(vec![Fault::on(Kind::LookUp).always().instead(FaultResponse::new(200).body(&body))]);
        let mut session = None;
        let peak = peak_of(|| session = Some(front.create(&world.setup, &world.target(), 10, None)));
        session.expect("it ran").expect("created, since the list only matters when a response is lost later");
        assert!(peak < HEAP, "{peak} bytes");
    }

    fn json_that_grows_when_it_is_read(front) {
        for (begin, again, end) in [
            ("[", "{\"\":0},", "0]"),
            ("[", "[],", "0]"),
            ("{\"nextExpectedRanges\":[", "\"9\",", "0]}"),
            ("{\"nextExpectedRanges\":[", "7,", "0]}"),
            ("{\"error\":{\"code\":\"", "\\u0001", "\"}}"),
        ] {
            let world = World::new();
            let body = format!("{begin}{}{end}", again.repeat(250_000 / again.len()));
            world.service.script(vec![Fault::on(Kind::Create).instead(FaultResponse::new(200).body(&body))]);
            let mut session = None;
            let peak = peak_of(|| session = Some(front.create(&world.setup, &world.target(), 10, None)));
            let failure = session.expect("it ran").err().expect("refused");
            assert_eq!(failure.status, GU_ERR_UNEXPECTED_RESPONSE, "{failure:?}");
            assert!(peak < HEAP, "{again}: {peak} bytes");
        }
    }
}

/// What a call may need for responses: JSON of 256 KiB, the longest that is read, can become eighty times as much.
const HEAP: isize = 24 << 20;

/// What JSON can hold in place of a position, some of it beyond JSON.
const NO_POSITIONS: [&str; 13] = [
    "1e999",
    "-1e999",
    "NaN",
    "-1",
    "-0",
    "0.5",
    "1e2",
    "18446744073709551616",
    "\"1e2\"",
    "\"-1-\"",
    "\"0x10-\"",
    "\"18446744073709551616-\"",
    "\"\\u0000\"",
];
