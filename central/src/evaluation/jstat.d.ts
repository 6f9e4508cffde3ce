/** Of jstat, which comes without types, the one function we use. */
declare module 'jstat' {
  const jStat: {
    studentt: {
      /** The value below which a share `p` of Student's t with `dof` degrees of freedom lies. */
      inv(p: number, dof: number): number;
    };
  };
  export default { jStat };
}
