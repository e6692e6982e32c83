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
  // Ids in fixtures of Safaricom's callbacks and answers.
  '404e1aec-19e0-4ce3-973d-bd92e94c8021',
  'c2a9ba32-9e11-4b90-892c-7bc54944609a',
  '0acc0239-20fa-4a52-8b9d-9bd64c0465c3',
  '4dd9b5d9-d738-42ba-9326-2cc99e966000',
  'c8c2bb31-3b3a-402e-84fc-21ef35161e48',
  'dcd1c2ab-0000-4000-8000-000000000001',
  '84f9a1c2-7a5a-4c1f-8b5e-b7a3f6d1f0aa',
  '626f6ddf-ab37-4650-b882-b1de92ec9aa4',
  '55b2b8bd-0000-4000-8000-000000000001',
  'a53a2939-0000-4000-8000-000000000001',
  'ac5633a7-ad08-4b61-8e77-30d83903fb58',
  'feb5e3f2-fbbc-4745-844c-ee37b546f627',
  // Ids of payments in tests, and the name that a key of theirs makes.
  '0190abcd-1234-7123-8123-1234567890ab',
  '0192f3a4-b5c6-7000-8000-000000000000',
  '0193a5e8-7c2b-7d11-9a3e-1f2d3c4b5a69',
  '0193f2a0-0000-7000-8000-000000000001',
  '0193f2a0-0000-7000-8000-00000000dead',
  '0193f2a0-0712-7345-8678-000712345678',
  '0199a2b4-0000-7000-8000-000000000001',
  '01a1f2e4-1c00-7c3f-9d2e-5b0a7f61c8d4',
  '0f8fad5b-d9cb-469f-a165-70867728950e',
  '82c18080-d245-80f9-a2f2-78b6698b2187',
  // A signature of the Standard Webhooks specification, a gist and the actions of the workflow.
  'g0hm9sse+otpjtgt/tmiktsyzle3ufjelvlniolj1oe=',
  'b5913cd651d39df0a584d5e93951ea4f',
  '11bd71901bbe5b1630ceea73d27597364c9af683',
  '49933ea5288caeca8642d1e84afbd3f7d6820020',
  // The beginning of a token, an image, a conversation and numbers in fixtures and tests.
  'eyj0exaioijkv1qilcjhbgcioij',
  'r0lgodlhaqabaaaaacw=',
  '71840-27539181-07',
  'mobile0708-374-149',
  '4_787_246_431_469_568',
  // Tokens in a page of Vitumob's.
  'dbeiadd3ynaa6qdtt29askdtludq',
  'nlqzi4hobdflw8tsaokng6frtzb2',
  // Digests that tests compare with.
  'f4lr2txag6hxwxwds2lilff1liyugg0p9wis_88lk-a',
  '560324a6ef98a3348b0c70bdb82ee29a',
  'bc1aba1eb634213496663c5e5b69dcda742acc8d5c2bd25eccb16e1caf66e8dc',
  '085bf508c873dd7d69361796925d10f87b59d3f0147d148f46103c1df6464c45',
];
