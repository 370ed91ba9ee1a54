/** Exit code for settings that have to be changed, as sysexits.h has it (EX_CONFIG): starting again does not help. */
export const configurationExit = 78;
