/**
 * What looks drawn and is printed, in this project and in the pages that its tests quote: no secret for anybody. Lower case. A test
 * of the whole project holds that none is missing.
 */
export const PUBLISHED_VALUES: readonly string[] = [
  // Safaricom's public passkey of the sandbox, and the password that its page makes of it.
  'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
  'mtc0mzc5ymzimjc5zjlhytlizgjjzje1ogu5n2rknzfhndy3y2qyztbjodkzmdu5yjewzjc4ztzinzjhzgexzwqyyzkxotiwmjewnji4mdkynda4',
  // Samples of the Standard Webhooks specification.
  'whsec_mfkq9r8gkyqrtwjupd8ilpzio2lalasw',
  'msg_p5jxn8aqm9lwm0d4lokwxjek',
  // Tokens, ids, a digest and an image in pages of Safaricom's.
  'c9sqxwwhmdvrlyh0zh8gzdtkubvf',
  'bjgfgoxv5aznw90kka4tdtu4xdyf',
  'ag_2376487236_126732989kj',
  'fb8a7c5c2f0ea1e1fd0d4c9a7d4b4d1f',
  '8556a495c390f3ba95d2bdf6d06436f2fd09f516531f0a7cd9591c60812fa46d',
  'ivborw0kggoaaaansuheugaaaaeaaaabcaaaaaa6fptvaaaackleqvr4ngp4dwabaqeastzi4waaaabjru5erkjggg==',
  // Tokens in a page of Vitumob's.
  'dbeiadd3ynaa6qdtt29askdtludq',
  'nlqzi4hobdflw8tsaokng6frtzb2',
  // Digests that tests compare with.
  'f4lr2txag6hxwxwds2lilff1liyugg0p9wis_88lk-a',
  '560324a6ef98a3348b0c70bdb82ee29a',
  'bc1aba1eb634213496663c5e5b69dcda742acc8d5c2bd25eccb16e1caf66e8dc',
  '085bf508c873dd7d69361796925d10f87b59d3f0147d148f46103c1df6464c45',
];
