#!/bin/sh
# Build the app of each folder and put all of it into one: the newest one's files, and the assets of
# those before it, whose pages may still be open somewhere. Runs in frontend/Dockerfile:
#   image.sh TO NEWEST [BEFORE ...]
set -eu

to=$1 newest=$2
shift 2
mkdir -p "$to/assets"
# The newest one last: where two builds have the same name, the content is the same, too.
for app in "$@" "$newest"; do
  [ -d "$app" ] || continue
  (cd "$app" && npm ci --ignore-scripts --no-audit --no-fund && npm run build)
  cp -R "$app/dist/assets/." "$to/assets/"
done
rm -r "$newest/dist/assets" "$newest/dist/.vite"
cp -R "$newest/dist/." "$to/"
