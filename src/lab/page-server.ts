/**
 * A program of the lab: a web server with one page that names its host. Stands in where HAProxy is not installed.
 * Words: NAME PORT.
 */

import { createServer } from 'node:http';

const [name = '', port = '80'] = process.argv.slice(2);

createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', connection: 'close' });
  response.end(`${name}\n`);
}).listen(Number(port));
