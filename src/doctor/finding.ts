/** Something that keeps a deployment from working, or will. */
export interface DoctorFinding {
  /** Name of the check, stable, for programs: `unknown-option`, `wrong-exchange` and so on. */
  readonly check: string;
  /** An error keeps somebody from working; a warning does so later, or for others who share the file. */
  readonly severity: "error" | "warning";
  /** File and line, address, or topic. */
  readonly where: string;
  readonly problem: string;
  /** The change that mends it. */
  readonly cure: string;
}

/** Takes each finding as it is made. */
export type ReportFinding = (finding: DoctorFinding) => void;
