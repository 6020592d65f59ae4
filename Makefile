# The commands for people. `make help` lists them.

BUILT := $(or $(CARGO_TARGET_DIR),target)

export PREFIX DESTDIR LIBDIR
# TARGET only where it is meant: bindgen takes it for a target triple, even if it is empty.
install dist: export TARGET ?=

.PHONY: all install dist demo test test-all test-long parts queues fuzz-smoke bench bench-smoke bench-guard faults sockets kill test-peers test-readers test-page page-screenshot test-sanitizers test-windows test-targets test-platforms test-packages release check-macos test-install test-dist bindings test-bindings test-cluster fuzz mutants deny docs deps help clean

all: ## build the release library (default)
	@cargo build --release --lib
	@echo
	@ls -1 $(BUILT)/release/libgraph_upload.so $(BUILT)/release/libgraph_upload.dylib \
		$(BUILT)/release/libgraph_upload.a 2>/dev/null | sed 's/^/library  /'
	@echo "header   include/graph_upload.h, for C++ include/graph_upload.hpp"

install: ## install libraries, headers, pkg-config file and CMake package: PREFIX=/usr/local DESTDIR= LIBDIR= TARGET=
	@scripts/install.sh

dist: deps ## make an archive of the library for this machine, or TARGETS="…", with licences, SBOM and SHA-256 sums
	@scripts/dist.sh $(TARGETS)

demo: deps ## upload to a task and a drive of the simulator, and compare the stored bytes
	@scripts/demo.sh

test: deps ## what a change has to pass: format, lints, documentation, and every suite in its short form, in under ten minutes
	@echo "Short forms: one dialect for each C and C++ program, no Valgrind, few seeds, kills and uploads."
	@echo "Left to make test-all: $(PARTS)"
	@if cargo fmt --version >/dev/null 2>&1; then cargo fmt --all --check; \
		else echo "rustfmt is missing, so the format is not checked; install it with: rustup component add rustfmt"; fi
	@if cargo clippy --version >/dev/null 2>&1; then cargo clippy --workspace --all-targets -- -D warnings; \
		else echo "clippy is missing, so lints are not checked; install it with: rustup component add clippy"; fi
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps
	@# Most tests wait, for sockets and for time: so many at once keep two cores busy.
	RUST_TEST_THREADS=$${RUST_TEST_THREADS:-8} cargo test --workspace

# What make test leaves out, the slowest last. .ci/run makes them one by one.
PARTS := demo bindings test-bindings test-cluster test-peers test-readers test-page docs deny test-install test-dist test-windows test-targets test-platforms test-packages check-macos \
	test-sanitizers fuzz-smoke bench-smoke bench-guard test-long

test-all: test ## everything that can be tested: make test, then each of its parts (make parts lists them)
	@set -e; for part in $(PARTS); do echo "== $$part"; $(MAKE) $$part; done

parts:
	@for part in $(PARTS); do grep -q "^$$part:" Makefile || { echo "make $$part has no rule" >&2; exit 1; }; done
	@echo $(PARTS)

test-long: export GU_KILLS ?= 20
test-long: export GU_JOBS ?= 800
test-long: export RUST_TEST_THREADS ?= 8
test-long: deps ## the long forms: 50,000 schedules of faults, 5,000 of queues, GU_KILLS=20, GU_JOBS=800, all dialects, Valgrind
	GU_SEEDS=50000 cargo test --workspace --test faults what_an_upload -- --nocapture
	GU_SEEDS=5000 cargo test --workspace --test faults queues
	GU_LONG=1 cargo test --workspace --test queue --test c_programs --test soak

bench: ROUNDS ?= 7
bench: deps ## measure speed and memory beside libcurl, rclone, the JavaScript SDK and a floor, into docs/bench; ROUNDS=7, WORKS=tls,heap for some
	@scripts/bench.sh $(ROUNDS) $(WORKS)

bench-smoke: deps ## run a little of each benchmark as a smoke test
	@scripts/bench.sh --quick

bench-guard: deps ## compare instructions, system calls, allocations and requests of fixed runs with stored ones; GU_REFRESH_GUARD=1 updates
	@scripts/bench.sh --guard

faults: SEEDS ?= 1000000
faults: ## run SEEDS=1000000 random schedules of faults in virtual time: every reported outcome is true
	GU_SEEDS=$(SEEDS) cargo test -p graph-upload-core --release --test faults what_an_upload -- --nocapture

sockets: SEEDS ?= 1000
sockets: deps ## the same over sockets, SEEDS=1000, through the Rust API and the C functions
	GU_SEEDS=$(SEEDS) cargo test --release --test behaviour random:: -- --nocapture

queues: JOBS ?= 2000
queues: deps ## run JOBS=2000 uploads of all kinds through a queue while faults happen: each ends and tells the truth
	GU_JOBS=$(JOBS) cargo test --workspace --test queue many:: -- --nocapture

kill: KILLS ?= 200
kill: deps ## kill an upload KILLS=200 times at random instants and resume it, for three kinds; a saved queue as often
	GU_KILLS=$(KILLS) cargo test --release --test c_programs kill:: -- --nocapture
	GU_KILLS=$(KILLS) cargo test --release --test queue killed:: -- --nocapture

test-peers: deps ## upload to the simulator with twelve third-party clients; docs/peers.md has the results
	@tests/peers/run

test-readers: deps ## read the header with bindgen, SWIG, cgo, cffi and seven other readers of C declarations
	@scripts/deps.sh --readers
	@tests/readers/install.sh
	cargo test --workspace --test readers

test-page: ## test the simulator's page in a browser: uploads, faults by keyboard, axe-core (chromium, npm)
	@scripts/deps.sh --page
	@simulator/tests/page/run

page-screenshot: ## take a new screenshot of the page, docs/simulator-page.png
	@simulator/tests/page/run screenshot docs/simulator-page.png

test-sanitizers: deps ## run the C and C++ programs under Address-, UB- and ThreadSanitizer, and tests without sockets under Miri
	@scripts/sanitize.sh

test-windows: deps ## test the library for Windows with C and C++ programs under Wine
	@scripts/test-windows.sh

test-targets: deps ## test the library for aarch64, i686 and musl with C programs, under QEMU or static
	@scripts/test-targets.sh

test-platforms: deps ## use the archives' libraries with old and new glibc, musl, an emulated aarch64, as Visual Studio links; PLATFORMS_TRIED="old musl" for some
	@scripts/test-platforms.sh $(PLATFORMS_TRIED)

test-packages: ## build the packages for Debian, Conan, vcpkg, Homebrew and crates.io, and use them (root on Debian)
	@scripts/test-packages.sh

release: ## check that all is ready for VERSION=0.2.0, build the files of every channel into dist, and say where they go
	@scripts/release.sh "$(VERSION)"

check-macos: ## check types and lints of the library for macOS
	@scripts/check-macos.sh

test-install: deps ## install into an empty folder, and build programs with it by pkg-config and CMake
	@scripts/test-install.sh

test-dist: deps ## make archives for this system and Windows, unpack them elsewhere, and build and run programs with them
	@scripts/test-dist.sh

bindings: deps ## build the packages for other languages into target/bindings, or those of LANGUAGES="c python"
	@bindings/build.sh $(LANGUAGES)

test-bindings: ## install these packages into empty environments and test them there; LANGUAGES="c python" for some
	@bindings/test.sh $(LANGUAGES)

test-cluster: ## test many uploads on a Dask cluster whose workers are killed; GU_CLUSTER_LONG=1 for 3,000 files and twenty kills
	@bindings/python/test-cluster.sh $(BUILT)/bindings

docs: ## build the manual and the reference of the C and C++ headers with Doxygen
	@scripts/docs.sh

fuzz-smoke: ## fuzz each target of fuzz/ for some seconds, where cargo-fuzz can be installed
	@scripts/fuzz.sh --if-possible 5

fuzz: ## fuzz responses, names and saved uploads, SECONDS=60 for each target of fuzz/
	@scripts/fuzz.sh $(or $(SECONDS),60)

mutants: ## change the core in one place at a time, and list what no test notices; FILES="crates/core/src/upload/state/sending.rs" for some
	@scripts/mutants.sh $(FILES)

deny: ## check licences, versions, sources and advisories of all crates with cargo-deny
	@scripts/deny.sh

deps: ## install missing compilers (Debian, root), or print how
	@scripts/deps.sh

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 22

clean: ## remove build output
	cargo clean
