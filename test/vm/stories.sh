#!/bin/bash
# Installs the package, then tells all stories of the virtual machine side by side: each waits much more than it
# computes. Words: the directory with the package as `npm pack` makes it, and the checkout's root.
packed=$1 root=$2

# The package, as `npm install --global` lays it out; the packages it needs are the checkout's.
mkdir -p /usr/local/lib/node_modules
tar -xzf "$packed"/vrrpd-*.tgz -C /usr/local/lib/node_modules
mv /usr/local/lib/node_modules/package /usr/local/lib/node_modules/vrrpd
ln -s "$root/node_modules" /usr/local/lib/node_modules/vrrpd/node_modules
ln -sf ../lib/node_modules/vrrpd/dist/src/main.js /usr/local/bin/vrrpd
ln -sf ../lib/node_modules/vrrpd/dist/src/keepalived.js /usr/local/bin/keepalived
chmod 755 /usr/local/lib/node_modules/vrrpd/dist/src/{main,keepalived}.js

bash "$root/test/vm/unit-story.sh" "$packed" "$root" &
bash "$root/test/vm/interfaces-story.sh" "$root" &
wait
