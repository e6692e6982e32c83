import { measureDoor } from './door.js';
const figures = await measureDoor({ rounds: Number(process.env.R ?? 2), secondsPerRound: 3, lonely: 500 });
console.log(JSON.stringify(figures, null, 2));
process.exit(0);
