# SPDX-License-Identifier: BSL-1.0
# Sourced by transfer.sh: the servers that it measures with, over TLS with one certificate, each on a port of its own and below $work.
# `stop_servers` ends those that were started.
servers=()
stop_servers() {
    exec 9>&-
    [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" || true
    wait
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
wait_for_port() { for _ in $(seq 100); do curl -s --cacert "$work/authority.pem" -o /dev/null "https://localhost:$1/" && return; sleep 0.1; done; return 1; }

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$work/key.pem" -out "$work/authority.pem" 2>/dev/null
export SSL_CERT_FILE=$work/authority.pem no_proxy='*'

# WebDAV, and a line to it with 40 ms of round trip.
start_nginx() {
    port=$(free_port) far_port=$(free_port)
    mkdir -p "$work/served/box"
    cat >"$work/nginx.conf" <<END_OF_FILE
load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so; daemon off; pid $work/nginx.pid; error_log $work/error.log; worker_processes 1; user root;
events { worker_connections 1024; }
http {
  access_log off; client_max_body_size 0; client_body_temp_path $work/body; sendfile on; tcp_nodelay on;
  client_body_buffer_size $body_buffer;
  proxy_temp_path $work/p; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  types { } default_type application/octet-stream;
  server {
    listen 127.0.0.1:$port ssl; server_name localhost; root $work/served;
    ssl_certificate $work/authority.pem; ssl_certificate_key $work/key.pem; ssl_protocols TLSv1.3;
    location / { dav_methods PUT DELETE MKCOL; dav_ext_methods PROPFIND OPTIONS; create_full_put_path on; }
  }
}
END_OF_FILE
    /usr/sbin/nginx -c "$work/nginx.conf" -e "$work/error.log" &
    servers+=($!)
    mkfifo "$work/far_lives"
    "$work/far_line" "$far_port" "$port" 40 <"$work/far_lives" &
    exec 9>"$work/far_lives"
    wait_for_port "$port"
}

# The farm of the examples, with its account for demonstrations.
start_farm() {
    farm_port=$(free_port) farm_box=$work/farm/storage/input/10201-100001
    farm_user=artist:$(printf 'storage of artist' | openssl dgst -sha256 -hmac demo-key -binary | base64)
    mkdir -p "$work/farm/certificate"
    cp "$work/authority.pem" "$work/farm/certificate/certificate.pem"
    cp "$work/authority.pem" "$work/key.pem" "$work/farm/certificate"
    env -u RAYVISION_API_ACCESS_ID -u RAYVISION_API_KEY "$work/farm_program" --root "$work/farm" --port "$farm_port" \
        --lifetime 86400 >/dev/null &
    servers+=($!)
    wait_for_port "$farm_port"
}

# The tus project's own server on node, from the packages that the tests use, or fetched.
start_tus() {
    tus_port=$(free_port)
    local modules=$PWD/build/dev/node_modules
    if [ ! -d "$modules/@tus/file-store" ]; then
        npm install --silent --prefix "$work" --no-save @tus/server@1.10.2 @tus/file-store@1.5.1 >/dev/null
        modules=$work/node_modules
    fi
    mkdir -p "$work/tus"
    cat >"$work/tus.cjs" <<'END_OF_FILE'
const [modules, work, port] = process.argv.slice(2);
const { readFileSync } = require('node:fs');
const { Server } = require(modules + '/@tus/server');
const { FileStore } = require(modules + '/@tus/file-store');
const tus = new Server({ path: '/files', relativeLocation: true, datastore: new FileStore({ directory: work + '/tus' }) });
const identity = { key: readFileSync(work + '/key.pem'), cert: readFileSync(work + '/authority.pem') };
require('node:https').createServer(identity, tus.handle.bind(tus)).listen(Number(port), '127.0.0.1');
END_OF_FILE
    node "$work/tus.cjs" "$modules" "$work" "$tus_port" &
    servers+=($!)
    wait_for_port "$tus_port"
}
