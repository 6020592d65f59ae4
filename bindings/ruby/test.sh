#!/usr/bin/env bash
# Installs the gems into an empty folder and tests them there, without the repository's: test.sh OUT. RUBY names the interpreter. The
# system's gems have to have ffi, minitest and yard.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
gems=$(realpath "$1")/ruby
library=$(realpath "$1")/native/libgraph_upload.so
RUBY=$(command -v "${RUBY:-ruby}")
unset GU_LIBRARY RUBYLIB RUBYOPT

empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
cp -R "$here/test" "$empty/test"
cd "$empty"
system_path=$("$RUBY" -e 'print Gem.path.join(":")')

# install FOLDER GEM…
install() {
    local folder=$1
    shift
    GEM_HOME=$empty/$folder GEM_PATH=$empty/$folder:$system_path "$RUBY" -S gem install --local --no-document --quiet \
        --ignore-dependencies "$@" >/dev/null
}
platform=$("$RUBY" -e 'print Gem::Platform.local.to_s.delete_suffix("-gnu")')
install simulator "$gems"/graph_upload_simulator-*-"$platform".gem
install installed "$gems"/graph_upload-[0-9]*-"$platform".gem
install plain "$gems"/graph_upload-[0-9]*.[0-9].gem
export GEM_HOME=$empty/installed GEM_PATH=$empty/installed:$empty/simulator:$system_path

echo "== its own tests, with the simulator of its gem"
env -u GU_SIMULATOR "$RUBY" -w -rgraph_upload -Itest -e 'Dir["./test/*_test.rb"].sort.each { |file| require file }'

echo "== the gem without a library, which loads that of the system"
mkdir system
cp "$library" system
env -u GU_SIMULATOR GEM_HOME="$empty/plain" GEM_PATH="$empty/plain:$empty/simulator:$system_path" LD_LIBRARY_PATH="$empty/system" \
    "$RUBY" -w -rgraph_upload -Itest test/gem_test.rb

echo "== the reference and the types"
cd "$empty"/installed/gems/graph_upload-*/
"$RUBY" -S yard doc --no-save --no-cache --no-output --fail-on-warning --no-progress
"$RUBY" -S yard stats --no-save --no-cache --no-progress --list-undoc | tee "$empty/undocumented"
grep -q '100.00% documented' "$empty/undocumented"
"$RUBY" -rrbs -rrbs/cli -e 'RBS::CLI.new(stdout: STDOUT, stderr: STDERR).run(ARGV)' -- -r pathname -I sig validate --silent
echo "types: valid"
cd "$empty"

GU_CONFORM_RUBY=$RUBY python3 "$here/../conformance/run.py" ruby
