#!/bin/sh
# Opens the page in the browser; installs first where that has not been done. A folder may be given: start.sh 文件夹
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
hold() {
    # A window that was opened for this program alone would close before anybody has read what it says.
    if [ -t 0 ] && [ -t 1 ]; then
        printf '按回车键关闭。'
        read -r _
    fi
    exit 1
}
[ -f "$here/venv/ready.txt" ] || sh "$here/install.sh" || hold
if [ $# -gt 0 ] && [ -d "$1" ]; then
    REPORTGEN_FOLDER=$(CDPATH='' cd -- "$1" && pwd)
    export REPORTGEN_FOLDER
    shift
fi
"$here/venv/bin/python" -X utf8 "$here/bin/start.py" "$@" || hold
