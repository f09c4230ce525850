import type { ReactNode } from "react";

import { ErrorBlock } from "./ErrorBlock";

interface Asked<Data> {
    data: Data | undefined;
    error: Error | null;
    refetch: () => unknown;
}

/**
 * One block of data in its states: loading, failed, there. What is empty is the block's own to say,
 * for only it knows whether there never was anything or a filter hides it.
 */
export function Block<Data>({
    query,
    skeleton,
    children,
}: {
    query: Asked<Data>;
    skeleton: ReactNode;
    children: (data: Data) => ReactNode;
}) {
    // Data of before are better than none: an error shows above them.
    if (query.data !== undefined) {
        return (
            <>
                {query.error && <ErrorBlock error={query.error} onRetry={() => void query.refetch()} />}
                {children(query.data)}
            </>
        );
    }
    if (query.error) return <ErrorBlock error={query.error} onRetry={() => void query.refetch()} />;
    return <>{skeleton}</>;
}
