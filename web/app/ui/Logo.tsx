export function Logo({ className }: { className?: string }) {
    return (
        <svg
            viewBox="0 0 32 32"
            fill="none"
            stroke="currentColor"
            strokeWidth="4"
            strokeLinecap="round"
            aria-hidden="true"
            className={className}
        >
            <path d="M7 6v11a9 9 0 0 0 18 0V6" />
            <path d="M16 6v11" />
        </svg>
    );
}
