import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * Run as a program with package.json files as arguments: requires each of their runtime dependencies as a CommonJS
 * app would. Many Nest apps still are CommonJS, and Node can require an ES module only if it awaits nothing at its top.
 */
const problems = process.argv.slice(2).flatMap((file) => {
  const { name, dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(file, 'utf8'));
  const require = createRequire(file);
  return Object.keys({ ...dependencies, ...peerDependencies }).flatMap((dependency) => {
    try {
      require(dependency);
      return [];
    } catch (error) {
      return [`${name}: require('${dependency}') fails: ${error.message.split('\n')[0]}`];
    }
  });
});

for (const problem of problems) console.log(problem);
process.exit(problems.length === 0 ? 0 : 1);
