#!/bin/sh
# Opens the page in the browser over 年报 beside this program, or over the folder that is given.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
if [ $# -gt 0 ] && [ -d "$1" ]; then
    folder=$1
    shift
else
    folder=$here/年报
    mkdir -p "$folder"
fi
"$here/reportgen" open "$folder" "$@" && exit 0
if [ -t 0 ] && [ -t 1 ]; then
    printf '按回车键关闭。'
    read -r _
fi
exit 1
