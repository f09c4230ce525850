import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router";

import { useSession, type SessionKind } from "~/lib/session";

/** What somebody sees who is signed in as one of these; anybody else signs in first, and comes back. */
export function SignedIn({ as: kinds, children }: { as: readonly SessionKind[]; children: ReactNode }) {
    const session = useSession();
    const { pathname, search } = useLocation();
    if (!session || !kinds.includes(session.kind)) {
        return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
    }
    return children;
}
