import { ChevronLeft, ChevronRight } from "lucide-react";

import { number, plural } from "../lib/format";
import { PAGE_SIZE, pageRange } from "../lib/url-state";
import { Button } from "./Button";

interface PaginationProps {
    page: string;
    count: number;
    onPage: (page: string) => void;
    size?: number;
    /** What is counted, as in "organizations". */
    one: string;
    many?: string;
}

export function Pagination({ page, count, onPage, size = PAGE_SIZE, one, many }: PaginationProps) {
    const [from, to] = pageRange(page, size);
    const current = from / size + 1;
    const last = Math.max(1, Math.ceil(count / size));
    return (
        <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-3 text-sm text-ink-2">
            <p role="status">
                {count > size && `${number(from + 1)}–${number(Math.min(to + 1, count))} of `}
                {plural(count, one, many)}
                {count <= size && " found"}
            </p>
            {last > 1 && (
                <div className="flex items-center gap-2">
                    <Button size="sm" disabled={current <= 1} onClick={() => onPage(String(current - 1))}>
                        <ChevronLeft className="size-4" aria-hidden="true" /> Previous
                    </Button>
                    <span className="figures">
                        {number(current)} / {number(last)}
                    </span>
                    <Button size="sm" disabled={current >= last} onClick={() => onPage(String(current + 1))}>
                        Next <ChevronRight className="size-4" aria-hidden="true" />
                    </Button>
                </div>
            )}
        </nav>
    );
}
