//! The Rust examples do what they say, against the simulator.

#[path = "../examples/tcp_host.rs"]
#[allow(dead_code, reason = "its main function reads the arguments")]
mod tcp_host;

use graph_upload_simulator::faults::{Fault, FaultResponse};
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options, Simulator};

#[test]
fn a_host_over_plain_tcp_stores_a_file_once_in_spite_of_faults() {
    let service = Simulator::start(Options { plain: true, ..Options::strict() }).expect("it starts");
    service.script(vec![
        Fault::on(Kind::Piece).instead(FaultResponse::new(503)),
        Fault::on_last_piece().nth(2).lose_response(),
    ]);
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|at| (at % 251) as u8).collect();
    let graph = service.root(Role::Graph);
    let item = tcp_host::upload(&graph, &service.token(), &bytes, "Documents/name.bin").expect("stored");
    let stored = service.drive_files("me/drive/root:/Documents");
    assert_eq!(stored.len(), 1, "{stored:?}");
    assert_eq!(stored[0].id, item.id);
    assert!(stored[0].bytes() == bytes, "the stored bytes differ");
    assert!(item.recovered, "its last response was lost");
    let pieces = service.requests().iter().filter(|request| request.kind == Kind::Piece).count();
    assert_eq!(pieces, 4, "one was refused, and smaller ones followed");
    assert_eq!(service.violations(), Vec::<String>::new());
}
