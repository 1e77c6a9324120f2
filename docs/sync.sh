#!/bin/sh
# One turn of the content in git: pull, sync, commit, push.
#
#     docs/sync.sh FOLDER
#
# FOLDER is a clone of the content's own repository, for this machine alone. The exit code
# is that of `sync`: 1 where something is in conflict; all else is pushed even so.

set -u
digest=$(cd "$(dirname "$0")/.." && pwd)
cd "${1:?docs/sync.sh FOLDER}" || exit

commit() {
    git add --all && { git diff --cached --quiet || git commit --quiet --message "$1"; }
}

if [ -n "$(git ls-files --unmerged)" ]; then
    echo "A merge is unfinished in $PWD: end it, and git commit." >&2
    exit 1
fi
# What a turn that was cut off had written.
commit "Sync, cut off" || exit
if ! git pull --quiet --no-rebase --no-edit; then
    git merge --abort 2>/dev/null
    echo "git pull failed in $PWD. If two changed the same lines, merge them there: git pull --no-rebase" >&2
    exit 1
fi
"${PYTHON:-$digest/.venv/bin/python}" "$digest/manage.py" sync "$PWD"
result=$?
commit "Sync" || exit
git push --quiet || { echo "The next turn pushes it." >&2; exit 1; }
exit $result
