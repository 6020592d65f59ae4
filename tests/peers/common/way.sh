# A way to the simulator for clients that know the service's hosts alone; see way.py.

# An authority, and its certificate for the names that they insist on, good for this run.
way_certificate() {
    [ ! -e "$runs/graph.pem" ] || return 0
    local new=(req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1)
    openssl "${new[@]}" -subj /CN=peers -keyout "$runs/authority.key" -out "$runs/authority.pem" 2>/dev/null
    openssl "${new[@]}" -subj /CN=graph.microsoft.com -CA "$runs/authority.pem" -CAkey "$runs/authority.key" \
        -addext basicConstraints=critical,CA:FALSE \
        -addext subjectAltName=DNS:graph.microsoft.com,DNS:login.microsoftonline.com \
        -keyout "$runs/graph.key" -out "$runs/graph.pem" 2>/dev/null
}

# way_simulator NAME OPTION…: a simulator and a way to it. Sets WAY, the proxy's URL, and CAS, the authorities to trust.
# A client that needs a proxy of its own names it in way_program.
way_simulator() {
    way_certificate
    simulator "$@"
    CAS=$runs/$1.cas
    cat "$CA" "$runs/authority.pem" >"$CAS"
    local port=${BASE_URL##*:}
    start "way-$1" python3 "${way_program:-$here/common/way.py}" "$runs/graph.pem" "$runs/graph.key" "$CA" "${port%%/*}" "$TOKEN"
    await "$runs/way-$1" '^[0-9]'
    WAY=http://127.0.0.1:$(cat "$runs/way-$1")
}
