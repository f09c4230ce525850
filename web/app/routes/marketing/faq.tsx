import { TOPICS } from "~/data/faq";
import { pageMeta } from "~/lib/meta";
import { buttonClass } from "~/ui/Button";

export const meta = () =>
    pageMeta({
        path: "/faq",
        title: "Questions · Unison",
        description: "What the trial includes, what happens at a limit or with a failed payment, and how your data are kept.",
        data: {
            "@context": "https://schema.org",
            "@type": "FAQPage",
            mainEntity: TOPICS.flatMap((topic) => topic.questions).map((one) => ({
                "@type": "Question",
                name: one.question,
                acceptedAnswer: { "@type": "Answer", text: one.answer },
            })),
        },
    });

export default function Faq() {
    return (
        <div className="mx-auto max-w-6xl px-5 pt-14 sm:pt-20">
            <h1 className="font-display text-4xl font-semibold tracking-tight sm:text-6xl">Questions</h1>
            <div className="mt-12 grid gap-16">
                {TOPICS.map((topic) => (
                    <section key={topic.title} className="grid gap-x-16 gap-y-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
                        <h2 className="font-display text-2xl font-semibold tracking-tight">{topic.title}</h2>
                        <div className="divide-y divide-line border-y border-line">
                            {topic.questions.map((one) => (
                                <details key={one.id} id={one.id} className="group scroll-mt-8">
                                    <summary className="flex min-h-14 list-none items-center justify-between gap-4 py-3 text-lg font-medium [&::-webkit-details-marker]:hidden">
                                        {one.question}
                                        <svg
                                            viewBox="0 0 20 20"
                                            className="size-5 shrink-0 text-ink-3 transition-transform group-open:rotate-45"
                                            aria-hidden="true"
                                        >
                                            <path d="M10 4v12M4 10h12" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
                                        </svg>
                                    </summary>
                                    <p className="max-w-[68ch] pb-5 text-ink-2">{one.answer}</p>
                                </details>
                            ))}
                        </div>
                    </section>
                ))}
            </div>
            <p className="mt-16 flex flex-wrap items-center gap-x-6 gap-y-4 text-lg text-ink-2">
                The quickest answer is to try it.
                <a href="/sign-up" className={buttonClass("primary")}>
                    Start free trial
                </a>
            </p>
        </div>
    );
}
