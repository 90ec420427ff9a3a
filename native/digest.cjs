// Digest of the C sources and build rules: compiled into the addon, compared by a test with the files on disk.
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

exports.sourceDigest = function sourceDigest() {
  const hash = createHash('sha256');
  const names = readdirSync(__dirname).filter((name) => /\.(c|h|gyp)$/.test(name));
  for (const name of names.sort()) hash.update(`${name}\0`).update(readFileSync(join(__dirname, name))).update('\0');
  return hash.digest('hex');
};

if (require.main === module) process.stdout.write(exports.sourceDigest());
