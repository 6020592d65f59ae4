//! Replies that are out to harm: no token goes where it must not, and no memory is given away.

use graph_upload::ffi::status::*;
use graph_upload_simulator::faults::{Fault, Reply};
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;

use crate::both;
use crate::front::file;
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
            world.service.script(vec![Fault::on(Kind::Create).instead(Reply::new(200).body(&body))]);
            let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("refused");
            assert_eq!(failure.status, GU_ERR_UNEXPECTED_REPLY, "{url}: {failure:?}");
            assert!(!failure.message.contains("/session") && !failure.message.contains("password"), "{failure:?}");
            let kinds: Vec<_> = world.service.requests().into_iter().map(|request| (request.role, request.kind)).collect();
            assert_eq!(kinds, [(Role::Graph, Kind::LookUp), (Role::Graph, Kind::Create)], "{url}");
        }
    }

    fn next_pages_elsewhere_are_not_followed(front) {
        let world = World::new();
        let outlook = world.service.root(Role::Outlook);
        let body = format!(r#"{{"value":[],"@odata.nextLink":"{outlook}/next"}}"#);
        world.service.script(vec![Fault::on(Kind::LookUp).instead(Reply::new(200).body(&body))]);
        front.create(&world.setup, &world.target(), 10, None).expect("created");
        assert!(world.service.requests().iter().all(|request| request.role == Role::Graph));
    }

    fn replies_that_are_huge_not_json_or_cut_short(front) {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let huge = format!(r#"{{"uploadUrl":"{}"}}"#, "x".repeat(8 << 20));
        for body in ["", "{", "null", "\u{0}", "<html>busy</html>", &deep, &huge] {
            let world = World::new();
            world.service.script(vec![Fault::on(Kind::Create).instead(Reply::new(200).body(body))]);
            let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("refused");
            assert_eq!(failure.status, GU_ERR_UNEXPECTED_REPLY, "{failure:?}");
            assert!(failure.message.len() < 1_000);
        }
    }

    fn refusals_with_harmful_texts(front) {
        let world = World::new();
        let secret = "https://outlook.office.com/x?authtoken=SECRET";
        let body = serde_json::json!({ "error": { "code": "a\r\nb", "message": format!("{secret}\u{1b}[2J{}", "y".repeat(1 << 20)) } });
        world.service.script(vec![Fault::on(Kind::Create).instead(Reply::new(403).body(&body.to_string()))]);
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
        assert_eq!(failure.status, GU_ERR_UNEXPECTED_REPLY, "{failure:?}");
        assert_eq!(world.stored().len(), 0);
    }
}
