#!/usr/bin/env node
import { runCli } from './run-cli.js';

const { stdin, stdout, stderr } = process;
process.exitCode = await runCli(process.argv.slice(2), { stdin, stdout, stderr });
