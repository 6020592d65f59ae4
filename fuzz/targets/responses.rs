#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| graph_upload_fuzz::responses::run(data));
