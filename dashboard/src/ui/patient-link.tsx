import { Link } from 'wouter';
import { shownId } from '../pages/patient/shown-id.ts';
import classes from './patient-link.module.css';

export interface PatientLinkProps {
  readonly id: number;
  /** The name of the patient's database; null: the clinic has but one. */
  readonly source: string | null;
}

/** A patient's number, leading to its page, and of which database it is. */
export function PatientLink({ id, source }: PatientLinkProps) {
  return (
    <>
      <Link href={`/patients/${id}`}>{shownId(id)}</Link>
      {source !== null && <div className={classes.source}>{source}</div>}
    </>
  );
}
