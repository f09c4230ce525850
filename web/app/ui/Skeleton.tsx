import { cx } from "./cx";

/** Holds the place of what is being loaded, at its final size. */
export function Skeleton({ className }: { className?: string }) {
    return <div className={cx("animate-pulse rounded-control bg-line/70", className)} />;
}

/** As tall as a Table of that many rows. */
export function TableSkeleton({ rows = 5 }: { rows?: number }) {
    return (
        <div className="card divide-y divide-line" role="status" aria-label="Loading">
            <div className="h-10.5" />
            {Array.from({ length: rows }, (_, index) => (
                <div key={index} className="flex h-11.5 items-center gap-8 px-4">
                    <Skeleton className="h-4 w-2/5" />
                    <Skeleton className="h-4 w-1/5" />
                    <Skeleton className="ml-auto h-4 w-16" />
                </div>
            ))}
        </div>
    );
}

/** As tall as so many Kpi. */
export function KpiSkeleton({ count }: { count: number }) {
    return (
        <div className="tiles" role="status" aria-label="Loading">
            {Array.from({ length: count }, (_, index) => (
                <Skeleton key={index} className="h-28" />
            ))}
        </div>
    );
}
