# Sourced by a finding. `with_npm PACKAGE@VERSION…` runs the JavaScript module on its standard input beside those
# packages and the modules of this folder, in a temp folder. The module's exit code is the result, 1 when the behaviour
# has changed. `in_temp_folder` only goes to such a folder, which is removed when the script ends.
# Needs Node.js and npm.
# shellcheck shell=bash

support=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

in_temp_folder() {
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  cd "$folder"
}

with_npm() {
  in_temp_folder
  cat >finding.mjs
  cp "$support"/*.mjs .
  # Without a package.json npm would look for one in the folders above.
  echo '{ "private": true }' >package.json
  timeout 300 npm install --no-audit --no-fund --silent --save-exact "$@" </dev/null || {
    echo "not run: the packages could not be installed" >&2
    exit 2
  }
  timeout 60 node finding.mjs
}
