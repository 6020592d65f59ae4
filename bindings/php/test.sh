#!/usr/bin/env bash
# Installs the package into an empty project by Composer and tests it there: test.sh OUT. PHP names the interpreter.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1")
PHP=$(command -v "${PHP:-php}")
export GU_SIMULATOR=${GU_SIMULATOR:-$out/native/graph-upload-simulator}
# The library of the package is tested.
unset GU_LIBRARY

project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
chmod 755 "$project"
mkdir "$project/packages"
# Tests run outside of the repository.
cp -R "$here/tests" "$project/tests"
cp "$out"/php/graph-upload-*.zip "$project/packages"
cat >"$project/composer.json" <<'JSON'
{
    "repositories": [{"type": "artifact", "url": "packages"}, {"packagist.org": false}],
    "require": {"graph-upload/graph-upload": "*"},
    "autoload": {"psr-4": {"GraphUpload\\Tests\\": "tests/"}}
}
JSON
export COMPOSER_HOME=$project/composer COMPOSER_DISABLE_NETWORK=1 COMPOSER_ALLOW_SUPERUSER=1
composer validate --no-interaction --strict --no-check-publish --quiet "$here/composer.json"
composer install --no-interaction --no-progress --no-plugins --working-dir="$project" --quiet
autoload=$project/vendor/autoload.php
package=$project/vendor/graph-upload/graph-upload

# Without php.ini, which would load extensions for each file.
find "$package" "$here" -name '*.php' -print0 | xargs -0 -n 1 "$PHP" -n -l >"$project/lint.log" || { cat "$project/lint.log"; exit 1; }
"$PHP" "$here/tests/reference.php" "$package/src"

(cd "$project" && "$PHP" -d zend.assertions=1 "$(command -v phpunit)" --configuration tests/phpunit.xml --bootstrap "$autoload" \
    --no-interaction)

GU_CONFORM_PHP=$autoload python3 "$here/../conformance/run.py" php
