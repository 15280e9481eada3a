#!/bin/sh
# Build the app of each folder and put all of it into one: the newest one's files, and the assets of
# those before it, whose pages may still be open somewhere. Runs in frontend/Dockerfile:
#   image.sh TO NEWEST [BEFORE ...]
set -eu

to=$1 newest=$2
shift 2

build() {
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund && npm run build) &&
    cp -R "$1/dist/assets/." "$to/assets/"
}

mkdir -p "$to/assets"
for app in "$@"; do
  [ -d "$app" ] || continue
  # A package that is gone from its registry must not hold up the build that replaces it.
  build "$app" || echo "WARNING: $app cannot be built again, its files are not in this image" >&2
done
# Last: where two builds have the same name, the content is the same, too.
build "$newest"
rm -r "$newest/dist/assets" "$newest/dist/.vite"
cp -R "$newest/dist/." "$to/"
