// Builds the addon with node-gyp: into native/build for this machine, or with --prebuild into native/prebuilds for
// every supported processor. Headers of the running Node.js are used where it has them; otherwise node-gyp fetches them.
const { spawnSync } = require('node:child_process');
const { copyFileSync, existsSync, mkdirSync, rmSync } = require('node:fs');
const { dirname, join } = require('node:path');

const TARGETS = {
  x64: { compiler: 'x86_64-linux-gnu-gcc', strip: 'x86_64-linux-gnu-strip' },
  arm64: { compiler: 'aarch64-linux-gnu-gcc', strip: 'aarch64-linux-gnu-strip' },
};

function run(command, args, environment = {}) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  if (error) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exit(1);
}

function gyp(args, environment) {
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
  const program = require.resolve('node-gyp/bin/node-gyp.js');
  const options = ['--directory', __dirname, '--loglevel=error', ...headers];
  run(process.execPath, [program, 'rebuild', ...options, ...args], environment);
}

function prebuild(arch) {
  const { compiler, strip } = TARGETS[arch];
  gyp([`--arch=${arch}`], { CC: compiler, CXX: compiler, LINK: compiler });
  const folder = join(__dirname, 'prebuilds', `linux-${arch}`);
  mkdirSync(folder, { recursive: true });
  const target = join(folder, 'vrrpd.glibc.node');
  copyFileSync(join(__dirname, 'build/Release/vrrpd.node'), target);
  run(strip, ['--strip-all', target]);
}

if (process.argv.includes('--prebuild')) {
  for (const arch of Object.keys(TARGETS)) prebuild(arch);
  // What is left there is for the last processor of the list, and would be preferred to the prebuilt one.
  rmSync(join(__dirname, 'build'), { recursive: true, force: true });
} else {
  gyp([]);
}
