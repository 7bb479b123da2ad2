// The name of the store of pages, styles and scripts for a visit without a network.

export const PAGES = "phieu-1";
