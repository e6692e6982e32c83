/** The packages of the workspace, as their sources, from the root of the repository. */
export const SOURCES = {
  'typeorm-durable': 'libs/typeorm-durable/src/index.ts',
  'typeorm-durable/sealing': 'libs/typeorm-durable/src/sealing.ts',
  'nestjs-mpesa': 'libs/mpesa/src/index.ts',
  'nestjs-mpesa/typeorm': 'libs/mpesa/src/typeorm.ts',
  'nestjs-mpesa/testing': 'libs/mpesa/src/testing.ts',
  'daraja-simulator': 'libs/daraja-simulator/src/index.ts',
  'nestjs-brij-offline': 'libs/brij-offline/src/index.ts',
};
