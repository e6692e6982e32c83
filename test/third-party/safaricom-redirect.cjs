'use strict';
/**
 * For `node --require`, for clients that know no address but Safaricom's own: what they send to it over https goes to the
 * simulator at SIMULATOR_URL, over http, method, path, headers and body unchanged. Nothing else may leave this machine.
 */
const http = require('node:http');
const https = require('node:https');

const SAFARICOM = ['sandbox.safaricom.co.ke', 'api.safaricom.co.ke'];
const { hostname, port } = new URL(process.env.SIMULATOR_URL);

https.request = (options, onResponse) => {
  if (!SAFARICOM.includes(options.hostname)) throw new Error(`a request to ${options.hostname}`);
  return http.request({ ...options, protocol: 'http:', hostname, port }, onResponse);
};
