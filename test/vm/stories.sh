#!/bin/bash
# Installs the package, then tells stories of the virtual machine side by side: what one waits for, the other uses to
# compute. What a story says is kept in the shared directory, in a file of its own.
# Words: the shared directory, which has the package as `npm pack` makes it, the checkout's root, names of stories.
shared=$1 root=$2
shift 2

# The package, as `npm install --global` lays it out; the packages it needs are the checkout's.
mkdir -p /usr/local/lib/node_modules
tar -xzf "$shared"/vrrpd-*.tgz -C /usr/local/lib/node_modules
mv /usr/local/lib/node_modules/package /usr/local/lib/node_modules/vrrpd
ln -s "$root/node_modules" /usr/local/lib/node_modules/vrrpd/node_modules
ln -sf ../lib/node_modules/vrrpd/dist/src/main.js /usr/local/bin/vrrpd
ln -sf ../lib/node_modules/vrrpd/dist/src/keepalived.js /usr/local/bin/keepalived
chmod 755 /usr/local/lib/node_modules/vrrpd/dist/src/{main,keepalived}.js

for story; do
  bash "$root/test/vm/$story-story.sh" "$shared" "$root" >"$shared/$story.said" 2>&1 &
done
wait
