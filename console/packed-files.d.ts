/** A file as the build packs it into a module: gzipped, in base64. */
declare module '*?packed' {
  export const packed: string;
}
