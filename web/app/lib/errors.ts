/** An answer of the API that is no success: {code, message, details, hint}, as docs/errors.md lists. */
export class ApiError extends Error {
    override name = "ApiError";

    constructor(
        readonly status: number,
        readonly code: string,
        message: string,
        readonly details: Record<string, unknown>,
        readonly hint: string | null,
        readonly requestId: string | null,
    ) {
        super(message);
    }

    /** The name of the argument that was refused, if the error names one. */
    get argument(): string | null {
        const { argument } = this.details;
        return typeof argument === "string" ? argument : null;
    }

    static async of(response: Response): Promise<ApiError> {
        const requestId = response.headers.get("X-Request-Id");
        try {
            const body = (await response.json()) as Record<string, string | null>;
            return new ApiError(
                response.status,
                body.code ?? "unknown",
                body.message ?? response.statusText,
                parseDetails(body.details),
                body.hint ?? null,
                requestId,
            );
        } catch {
            return new ApiError(response.status, "unknown", "The answer could not be read", {}, null, requestId);
        }
    }
}

/** PostgREST takes no object for details: it is a string that holds one. */
function parseDetails(details: string | null | undefined): Record<string, unknown> {
    if (!details) return {};
    try {
        const parsed: unknown = JSON.parse(details);
        return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
    } catch {
        return {};
    }
}

/** No answer at all: the network, or the machine behind it. */
export class OfflineError extends Error {
    override name = "OfflineError";

    constructor() {
        super("There was no answer. You may be offline.");
    }
}

export function toError(reason: unknown): Error {
    return reason instanceof Error ? reason : new Error(String(reason));
}
