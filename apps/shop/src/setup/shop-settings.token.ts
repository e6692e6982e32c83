/** Provides the `ShopSettings`. */
export const SHOP_SETTINGS = Symbol('SHOP_SETTINGS');
