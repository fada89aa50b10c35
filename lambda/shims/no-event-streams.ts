/** Stands in the bundle for the SDK's event streams: none of the handler's calls streams anything. */
export {};
