# Sourced. What platforms.tsv says of the libraries in OUT/platforms.
# shellcheck shell=bash

# platforms OUT COLUMN: a line "TARGET FILE NAME" for each library that has a name in that column.
platforms() {
    local table target file name
    table=$(dirname "${BASH_SOURCE[0]}")/platforms.tsv
    while IFS=$'\t' read -r target file name; do
        [[ $name == - || ! -e $1/platforms/$target/$file ]] || echo "$target $file $name"
    done < <(awk -F'\t' -v column="$2" '
        /^#/ { next }
        !at { for (at = NF; at > 1 && $at != column;) at--; next }
        { print $1 "\t" $2 "\t" $at }' "$table")
}
