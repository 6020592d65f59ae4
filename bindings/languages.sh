# What build.sh and test.sh share: sets `languages` and `out`, and defines `folder`.
# shellcheck shell=bash disable=SC2034

out=$(realpath -m "${CARGO_TARGET_DIR:-target}/bindings")

# The folder of a language. C has no package, only a driver.
folder() {
    if [[ $1 == c ]]; then echo "$PWD/bindings/conformance/drivers/c"; else echo "$PWD/bindings/$1"; fi
}

languages=("$@")
if [[ ${#languages[@]} == 0 ]]; then
    languages=(c)
    for found in bindings/*/build.sh; do languages+=("$(basename "$(dirname "$found")")"); done
fi
for language in "${languages[@]}"; do
    [[ -x $(folder "$language")/build.sh ]] || { echo "no such language: $language" >&2; exit 1; }
done
