#!/usr/bin/env bash
# Software: @changesets/cli 2.31.1 (npm).
# Expected: its README tells of multi-package and of single-package repositories. npm's documentation of workspaces
#   calls the root a "top-level, root package", which has a name and a version and is published as any other. So in a
#   repository of a root and a workspace both are packages.
# Seen: the root is one only where there are no workspaces. With some, a changeset that names it is an error.
#     of the root: Error: Found changeset a-change for package root-package which is not in the workspace
#     of the workspace: Packages to be bumped at minor: member
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"

in_temp_folder
git init --quiet --initial-branch=main repository
cd repository
mkdir member .changeset
echo '{ "name": "root-package", "version": "1.0.0", "workspaces": ["member"] }' >package.json
echo '{ "name": "member", "version": "1.0.0" }' >member/package.json
echo '{ "baseBranch": "main", "changelog": false, "commit": false, "access": "public" }' >.changeset/config.json
echo node_modules >.gitignore
timeout 300 npm install --no-audit --no-fund --silent --save-dev --save-exact @changesets/cli@2.31.1
git add .
git -c user.name=finding -c user.email=finding@localhost commit --quiet --message=start

# status PACKAGE: what it says of a minor change of the package.
status() {
  printf -- '---\n"%s": minor\n---\n\nA change.\n' "$1" >.changeset/a-change.md
  timeout 60 npx --no-install changeset status 2>&1
}

code=0
of_root=$(status root-package) || code=$?
printf 'changeset status, of the root (exit code %s):\n%s\n' "$code" "$(head -n 1 <<<"$of_root")"
of_member=$(status member)
printf 'changeset status, of the workspace (exit code 0):\n%s\n' "$of_member"

if [ "$code" -eq 0 ] || [[ $of_root != *"package root-package which is not in the workspace"* ]] ||
  [[ $of_member != *"- member"* ]]; then
  echo "CHANGED: a changeset may name the root package"
  exit 1
fi
echo "as stated: the root package is not seen"
