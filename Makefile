# The few commands that a person types. `make help` lists them.

BUILT := $(or $(CARGO_TARGET_DIR),target)

export PREFIX DESTDIR LIBDIR TARGET

.PHONY: all install dist demo test bench bench-smoke bench-guard faults sockets kill test-peers test-readers test-page page-screenshot test-sanitizers test-windows test-targets check-macos test-install test-dist fuzz mutants deny docs deps help clean

all: ## the release library and its header (the default)
	@cargo build --release --lib
	@echo
	@ls -1 $(BUILT)/release/libgraph_upload.so $(BUILT)/release/libgraph_upload.dylib \
		$(BUILT)/release/libgraph_upload.a 2>/dev/null | sed 's/^/library  /'
	@echo "header   include/graph_upload.h, for C++ include/graph_upload.hpp"

install: ## installs libraries, headers, pkg-config file and CMake package: PREFIX=/usr/local DESTDIR= LIBDIR= TARGET=
	@scripts/install.sh

dist: deps ## an archive of the library for this machine, or for TARGETS="…", with licences, an SBOM and SHA-256 sums
	@scripts/dist.sh $(TARGETS)

demo: deps ## uploads to a task and a drive of a simulated service, and compares the stored bytes
	@scripts/demo.sh

test: deps ## everything this machine can test: format, lints, documentation, Rust, C, C++ and Python
	@if cargo fmt --version >/dev/null 2>&1; then cargo fmt --all --check; \
		else echo "rustfmt is missing, so the format is not checked; install it with: rustup component add rustfmt"; fi
	@if cargo clippy --version >/dev/null 2>&1; then cargo clippy --workspace --all-targets -- -D warnings; \
		else echo "clippy is missing, so lints are not checked; install it with: rustup component add clippy"; fi
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps
	@# Most tests wait, for sockets and for time: so many at once keep two cores busy.
	RUST_TEST_THREADS=$${RUST_TEST_THREADS:-8} cargo test --workspace

bench: ROUNDS ?= 7
bench: deps ## speed and memory beside libcurl, the JavaScript SDK and a floor, into docs/bench; ROUNDS=7, WORKS=tls,heap for some
	@scripts/bench.sh $(ROUNDS) $(WORKS)

bench-smoke: deps ## a little of each of its works, to see that they run
	@scripts/bench.sh --quick

bench-guard: deps ## instructions, system calls and allocations of fixed runs, against stored figures; GU_REFRESH_GUARD=1 stores
	@scripts/bench.sh --guard

faults: SEEDS ?= 1000000
faults: ## random schedules of faults in virtual time, SEEDS=1000000 of them: what an upload says of its end is true
	GU_SEEDS=$(SEEDS) cargo test -p graph-upload-core --release --test faults what_an_upload -- --nocapture

sockets: SEEDS ?= 1000
sockets: deps ## the same over sockets, SEEDS=1000 of them, through the Rust API and the C functions
	GU_SEEDS=$(SEEDS) cargo test --release --test behaviour random:: -- --nocapture

kill: KILLS ?= 200
kill: deps ## an upload that is killed KILLS=200 times at random instants, and goes on after each, for three kinds
	GU_KILLS=$(KILLS) cargo test --release --test c_programs kill:: -- --nocapture

test-peers: deps ## uploads by twelve third-party clients to the simulator; docs/peers.md has the results
	@tests/peers/run

test-readers: deps ## the header through bindgen, SWIG, cgo, cffi and seven other readers of C declarations
	@scripts/deps.sh --readers
	@tests/readers/install.sh
	cargo test --test readers

test-page: ## the page of the simulator in a real browser: uploads, faults by keyboard, axe-core (chromium, npm)
	@scripts/deps.sh --page
	@simulator/tests/page/run

page-screenshot: ## a new picture of the page for the README and the manual, into docs/simulator-page.png
	@simulator/tests/page/run screenshot docs/simulator-page.png

test-sanitizers: deps ## the C and C++ programs under Address-, UB- and ThreadSanitizer, and what needs no socket under Miri
	@scripts/sanitize.sh

test-windows: deps ## the library for Windows, and the programs in C and C++ with it, under Wine
	@scripts/test-windows.sh

test-targets: deps ## the library for aarch64, i686 and musl, and the programs in C with it, under QEMU or static
	@scripts/test-targets.sh

check-macos: ## types and lints of the library for macOS
	@scripts/check-macos.sh

test-install: deps ## installs into an empty folder, and builds programs with it by pkg-config and CMake
	@scripts/test-install.sh

test-dist: deps ## makes archives for this system and Windows, unpacks them elsewhere, and builds and runs programs with them
	@scripts/test-dist.sh

docs: ## the reference manual of the C and C++ headers, by Doxygen
	@scripts/docs.sh

fuzz: ## any bytes as replies, names and saved uploads, SECONDS=60 for each of the targets of fuzz/
	@scripts/fuzz.sh $(or $(SECONDS),60)

mutants: ## changes the core in one place at a time, and tells what no test notices; FILES="crates/core/src/upload/state/sending.rs" for some
	@scripts/mutants.sh $(FILES)

deny: ## licences, versions, sources and advisories of all crates, by cargo-deny
	@scripts/deny.sh

deps: ## installs missing compilers (Debian, root), or says how
	@scripts/deps.sh

help: ## lists these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 22

clean: ## removes all that was built
	cargo clean
