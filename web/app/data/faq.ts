/** Questions that people ask before they sign up, and what is true. */
export interface Question {
    id: string;
    question: string;
    answer: string;
}

export interface Topic {
    title: string;
    questions: readonly Question[];
}

export const TOPICS: readonly Topic[] = [
    {
        title: "The trial",
        questions: [
            {
                id: "trial",
                question: "What does the trial include?",
                answer: "Everything in Professional, with its limits, for 14 days from the moment you sign up. You need no card, and nothing is charged when it ends.",
            },
            {
                id: "trial-end",
                question: "What happens when the trial ends?",
                answer: "You can still read all you have entered, and export it, but not change it. Choose a plan and you go on where you were. We write to you 7, 3 and 1 days before.",
            },
            {
                id: "trial-early",
                question: "Can I subscribe before the trial is over?",
                answer: "Yes. If at least two days of it are left you keep them: the first payment is taken when they are over. You can also begin at once.",
            },
        ],
    },
    {
        title: "Plans and limits",
        questions: [
            {
                id: "which-plan",
                question: "Which plan do we need?",
                answer: "Starter is for one plant with up to three people who sign in. Professional adds scheduling, quality, traceability and maintenance for up to five plants. Enterprise has no limits, signs in with your own identity provider, and opens the API.",
            },
            {
                id: "limits",
                question: "What happens when we reach a limit?",
                answer: "The next user, plant or file is refused with a message that says which add-on or plan lifts the limit; nothing else stops. We also write to you at 80 and 100 percent.",
            },
            {
                id: "add-ons",
                question: "Can we add users without a larger plan?",
                answer: "Yes. Users, plants and storage are sold one by one on Starter and Professional. More takes effect at once, less at the end of the period you have paid.",
            },
            {
                id: "seats",
                question: "Who counts as a user?",
                answer: "Members of your organization, and people you have invited who have not answered yet. Withdraw an invitation and its seat is free.",
            },
            {
                id: "several",
                question: "We are several companies. Does one account do?",
                answer: "Yes. One person may found and join several organizations, and goes from one to the other by a menu. Each has people, data and a subscription of its own; the trial is given once to each person.",
            },
        ],
    },
    {
        title: "Billing",
        questions: [
            {
                id: "change",
                question: "How do we change plans?",
                answer: "By yourselves, on the billing page. Going up takes effect now, and you pay the difference for the days that are left. Going down takes effect at the end of the period, and can be called off until then. Before you confirm you see the amounts, and what you would lose.",
            },
            {
                id: "cancel",
                question: "Can we cancel at any time?",
                answer: "Yes, with a click, to the end of the period you have paid. Until then everything works, and you can change your mind. If you only need a break, you can pause instead.",
            },
            {
                id: "pause",
                question: "Our plant stands still for months. Can we pause?",
                answer: "Yes. While a subscription is paused nothing is billed, and everything can be read. It goes on by itself on the day you choose, or when you resume it.",
            },
            {
                id: "annual",
                question: "What do we save by paying for the year?",
                answer: "Ten percent of the plan; add-ons cost the same. You can go over to the year at any time, and back to the month when the year is over.",
            },
            {
                id: "failed-payment",
                question: "What if a payment fails?",
                answer: "You keep working. We tell you at once and try again after 3 and 7 days; after 14 days your data become read-only, after 21 days the subscription is suspended. Paying restores everything at that moment.",
            },
            {
                id: "invoice",
                question: "Can we pay by invoice and bank transfer?",
                answer: "On annual contracts, yes: with your order number, your tax id and agreed terms. Write to us before you subscribe.",
            },
        ],
    },
    {
        title: "Your data",
        questions: [
            {
                id: "isolation",
                question: "How are our data kept apart from those of others?",
                answer: "Every row belongs to one organization, and the database itself checks each read and each write against it. That is tested with every release, by trying to get through.",
            },
            {
                id: "export",
                question: "Can we take our data with us?",
                answer: "Yes, at any time, also after you have cancelled. Under Settings an owner downloads everything of the organization in one archive, each table as JSON and as CSV, and everybody what is kept of them. On Enterprise you also read all of it by the API.",
            },
            {
                id: "leaving",
                question: "What becomes of our data when we leave?",
                answer: "They stay as they are: to be read and exported, and no longer to be changed. Come back, and you go on where you were. If an owner wants the organization closed for good, names and addresses are taken out of everything we keep; invoices stay, as the law wants.",
            },
            {
                id: "payment-data",
                question: "Do you store card numbers?",
                answer: "No. You enter them on the payment provider's page, and they stay there.",
            },
        ],
    },
];
