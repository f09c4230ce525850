import type { ReactNode } from "react";
import { Link } from "react-router";

export const LINK = "text-brand-ink underline underline-offset-4";

/** To an organization, as the staff see it. */
export function OrganizationLink({ id, children = "Open" }: { id: string; children?: ReactNode }) {
    return (
        <Link className={LINK} to={`/admin/organizations/${id}`}>
            {children}
        </Link>
    );
}
