#!/usr/bin/env bash
# Software: npm 11.19.1, on Node.js 20.20.2; the one installed is used, and printed.
# Expected: npm's documentation of package.json: "When this package is installed as a dependency in another package,
#   the file will be linked" (bin), and that of scripts: prepare "runs on local npm install" for what "need[s] to run
#   before your package is used". So after one `npm install` or `npm ci` the command is there.
# Seen: the commands of workspaces are linked before the root's prepare script makes their files, and a file that is
#   not there is left out without a word. A second run of the same command links it.
#     first npm install: not linked; second: linked
#     first npm ci: not linked; second: linked
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"

in_temp_folder
mkdir member
cat >package.json <<'JSON'
{
  "name": "root-package",
  "version": "1.0.0",
  "private": true,
  "workspaces": ["member"],
  "scripts": { "prepare": "node prepare.cjs" }
}
JSON
echo '{ "name": "member", "version": "1.0.0", "bin": { "tool": "tool.js" } }' >member/package.json
cat >prepare.cjs <<'JS'
require("node:fs").writeFileSync("member/tool.js", "#!/usr/bin/env node\n");
JS

linked() {
  if [ -e node_modules/.bin/tool ]; then echo linked; else echo "not linked"; fi
}

echo "npm $(npm --version), Node.js $(node --version)"
changed=
for command in install ci; do
  rm -rf node_modules member/tool.js
  timeout 60 npm "$command" --offline --no-audit --no-fund --silent
  [ -e member/tool.js ] || changed=yes
  first=$(linked)
  timeout 60 npm "$command" --offline --no-audit --no-fund --silent
  second=$(linked)
  echo "first npm $command: $first; second: $second"
  [ "$first, $second" = "not linked, linked" ] || changed=yes
done
if [ -n "$changed" ]; then
  echo "CHANGED: the first run links the command, or the second does not"
  exit 1
fi
echo "as stated: only the second run links the command"
