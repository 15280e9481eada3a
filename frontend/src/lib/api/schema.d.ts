// Made by "nox -s generate" from docs/api/openapi.json. Do not edit.

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the public keys that verify access tokens
         * @description Return the key set; a new key is published everywhere before it signs anything.
         *
         *     Access: public.
         */
        get: operations["get_jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the caller's announcements
         * @description Return 200 with a page of the caller's announcements; an admin gets everybody's.
         *
         *     Access: own; admin.
         *
         *     Needs the permission `announcement:list`.
         */
        get: operations["list_announcements"];
        put?: never;
        /**
         * write to all learners in a course
         * @description Return 202 immediately; the Location shows how far the announcement has come.
         *
         *     403 when the course is another instructor's, 404 when there is no such course. Each sender may
         *     make ten a minute, and two an hour by text message, since every text costs money; a repeat with
         *     the same Idempotency-Key does not count.
         *
         *     Access: admin, instructor of the course, service token.
         *
         *     Needs the permission `announcement:create`.
         */
        post: operations["create_announcement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/announcements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * an announcement and its progress
         * @description Return 200 to the sender and to admins, 404 to everybody else.
         *
         *     Access: sender, admin.
         *
         *     Needs the permission `announcement:read`.
         */
        get: operations["get_announcement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attempts/{attempt_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * an attempt at a quiz: what is asked, answered, and its review
         * @description Return the attempt; right answers and feedback only after it has ended.
         *
         *     The owner of the course and admins see everybody's. To others in the course an attempt that is
         *     not theirs is not found; for the rest the lesson is closed: 403.
         *
         *     Access: own; owner of the course, admin.
         *
         *     Needs the permission `attempt:read`.
         */
        get: operations["get_attempt"];
        /**
         * save what was answered so far, or end the attempt with it
         * @description Return the attempt as it is now; with `finished`, marked, and the same when repeated.
         *
         *     409 for a change of one that has ended, and after its time, when what was saved counts; 422 for
         *     what cannot be a response to its questions.
         *
         *     Access: own.
         *
         *     Needs the permission `attempt:update`.
         */
        put: operations["finish_attempt"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit-entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * who did what, and when
         * @description Return 200 with a page of the audit trail, latest first.
         *
         *     Privileged writes, sign-ins and changes of accounts. `total` counts up to 10,000 entries.
         *
         *     Access: admin.
         *
         *     Needs the permission `audit:list`.
         */
        get: operations["list_audit_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * exchange an email address and a password for a session
         * @description Return the tokens, or 401 without a hint at what was wrong.
         *
         *     Access: public.
         */
        post: operations["log_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * end the session immediately
         * @description Return 204 once the session of the refresh token and of the access token has ended.
         *
         *     Access: session.
         */
        post: operations["log_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * exchange a refresh token for a new access token and refresh token
         * @description Return new tokens, or 401; reusing a spent token ends its whole session.
         *
         *     For some seconds the same client gets the same refresh token again: its response may be lost.
         *
         *     Access: refresh token.
         */
        post: operations["refresh_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * open a student account
         * @description Return 201 with the new student, or 409 when the address already has an account.
         *
         *     Access: public.
         */
        post: operations["register_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * where the caller is signed in
         * @description Return the caller's active sessions on one page, newest first.
         *
         *     Access: session.
         *
         *     Needs the permission `session:list`.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * sign out somewhere else
         * @description Return 204 once the session has ended; 404 when it is not the caller's or is already over.
         *
         *     Access: own session.
         *
         *     Needs the permission `session:end`.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/callbacks/sns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * what Amazon reports about messages we handed to it
         * @description Return 204 once the report is stored safely, and also to a message that reports nothing.
         *
         *     The body is a message of Amazon SNS, signed by it, from one of our topics; 403 for any other.
         *     Subscriptions are confirmed. After a 503 Amazon SNS sends the message again.
         *
         *     Access: signed by Amazon SNS, from a topic of ours.
         */
        post: operations["receive_callback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/certificate-statuses/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * which certificates of a list were revoked
         * @description Return 200 with a signed W3C Bitstring Status List of 131,072 certificates.
         *
         *     It says of none whose it is. Caches may keep it for five minutes: so late does a verifier learn
         *     of a revocation. 404 for what is no number of a list.
         *
         *     Access: public.
         */
        get: operations["get_certificate_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the caller's own certificates
         * @description Return 200 with a page, newest first; one that was revoked says why.
         *
         *     Access: own.
         *
         *     Needs the permission `certificate:list`.
         */
        get: operations["list_certificates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/certificates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * a certificate, for anyone who has its id
         * @description Return 200, also for a revoked certificate, whose `revoked_at` is set; otherwise 404.
         *
         *     The id cannot be guessed, so knowing it is the permission. No cache keeps the response: a
         *     revocation is seen at the next look.
         *
         *     Access: public by its unguessable id.
         */
        get: operations["get_certificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/certificates/{id}/credential": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * a certificate as an Open Badges 3.0 credential
         * @description Return 200 with a signed JWT for badge backpacks; 409 for a revoked certificate.
         *
         *     The header names the key and holds it; the same key is in `/.well-known/jwks.json`. Whether
         *     the certificate was revoked later, the list that `credentialStatus` names says.
         *
         *     Access: public by its unguessable id.
         */
        get: operations["get_credential"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/certificates/{id}/pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * a certificate to print, for anyone who has its id
         * @description Return 200 with a PDF of one page in the reader's language; 409 for a revoked certificate.
         *
         *     Access: public by its unguessable id.
         */
        get: operations["get_certificate_pdf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/certificates/{id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * declare a certificate invalid, for a reason
         * @description Return 200 with the revoked certificate; 403 for the certificates of somebody else's course.
         *
         *     Its page says that it was revoked from now on. The reason is shown to the learner and to the
         *     audit trail, not to the public. A repeat changes nothing and returns the first reason.
         *
         *     Access: owner of the course, admin.
         *
         *     Needs the permission `certificate:revoke`.
         */
        post: operations["revoke_certificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * search, filter and page the catalog
         * @description Return a page with its facets; 401 for an anonymous caller with `instructor=me` or drafts.
         *
         *     Access: public; drafts to their owner and admins.
         */
        get: operations["list_courses"];
        put?: never;
        /**
         * open a course that the caller owns
         * @description Return 201 with the course: a draft, unless the request publishes it right away.
         *
         *     Access: instructor, admin.
         *
         *     Needs the permission `course:create`.
         */
        post: operations["create_course"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{course_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * a course with its content, for those who may change it
         * @description Return the whole course to its owner and to admins, by id or slug, as one version.
         *
         *     404 for a draft of somebody else, 403 for a course that the caller may see but not change.
         *
         *     Access: owner, admin.
         *
         *     Needs the permission `course:update`.
         */
        get: operations["get_course_content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{course_id}/learners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * give somebody a seat, whatever the course costs
         * @description Return 201 with the enrollment, and with who the learner is.
         *
         *     404 for an unknown course or person, 409 with the reason for a refusal. A caller may try 60
         *     times an hour: each try says whether an address has an account.
         *
         *     Access: owner, admin.
         *
         *     Needs the permission `learner:add`.
         */
        post: operations["add_learner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{course_id}/lessons/{lesson_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * one lesson, for those who may open it
         * @description Return the lesson and what its page shows around it; the course by its id or its slug.
         *
         *     404 for a course that the caller may not see and for a lesson that there is not, 401 and 403
         *     when the lesson is for those who are enrolled. An archived course stays open to them.
         *
         *     Access: enrolled, owner, admin; previews for everybody.
         */
        get: operations["get_lesson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{course_id}/lessons/{lesson_id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * who took a quiz, with what result
         * @description Return 200 with a page, newest first: one's own; everybody's for the owner and admins.
         *
         *     An attempt whose time is over ends first, with what was saved.
         *
         *     Access: enrolled, owner, admin.
         *
         *     Needs the permission `attempt:list`.
         */
        get: operations["list_attempts"];
        put?: never;
        /**
         * begin to take a quiz
         * @description Return 201 with the questions, which stay as they are now; nothing in them tells answers.
         *
         *     409 names an attempt that is open already, says when none is left, and that there are no
         *     questions yet. The owner of the course and admins try the quiz: their attempt is no result.
         *
         *     Access: own; enrolled, or in charge of the course.
         *
         *     Needs the permission `attempt:create`.
         */
        post: operations["start_attempt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{course_id}/lessons/{lesson_id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * record what the caller has learned
         * @description Return 200 with what it came to; a repeat changes nothing.
         *
         *     403 for everybody who is not enrolled, authors among them; 409 for a lesson that is completed by
         *     its result. The course is named by its id or its slug.
         *
         *     Access: enrolled.
         */
        put: operations["record_progress"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{course_id}/lessons/{lesson_id}/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * how a quiz works out
         * @description Return what the newest 1,000 attempts say of each question: for the owner and admins.
         *
         *     Access: owner, admin.
         *
         *     Needs the permission `statistics:read`.
         */
        get: operations["get_quiz_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{course_id}/lessons/{lesson_id}/submissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * hand in an exercise
         * @description Return 201 with what was handed in: the next version, whatever was handed in before.
         *
         *     422 for what the exercise does not ask for, and for files that the learner did not upload for
         *     this; 409 when the lesson takes nothing.
         *
         *     Access: own; enrolled, or in charge of the course.
         *
         *     Needs the permission `submission:create`.
         */
        post: operations["create_submission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{course_id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * how far the caller got in a course
         * @description Return 200 with percent, completed lessons and the lesson to go on with.
         *
         *     403 for those who are not enrolled. Authors get one without any progress: theirs is not
         *     recorded. The course is named by its id or its slug.
         *
         *     Access: enrolled, owner, admin.
         */
        get: operations["get_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{course_id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * where the learners of a course stand
         * @description Return 200 with a page of those who have a seat, for the course's owner and admins.
         *
         *     `Accept: text/csv` gets all of them as one table in the order that is asked for; 409 for more
         *     than 10,000, 500 if one cannot be read. 403 for a course that the caller does not teach.
         *
         *     Access: owner, admin.
         *
         *     Needs the permission `report:list`.
         */
        get: operations["list_course_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * one course with its outline, by id or slug
         * @description Return the course; 404 for one the caller may not see, so that drafts are not revealed.
         *
         *     An archived course is shown to its owner, to admins, and to those who are enrolled in it.
         *
         *     Access: public when published; enrolled when archived.
         */
        get: operations["get_course"];
        /**
         * change a course; omitted fields stay as they are
         * @description Return the new version; 412 when If-Match names an outdated one.
         *
         *     Access: owner, admin.
         *
         *     Needs the permission `course:update`.
         */
        put: operations["update_course"];
        post?: never;
        /**
         * delete a course for good
         * @description Return 204; 412 when If-Match names an outdated version.
         *
         *     Access: owner, admin.
         *
         *     Needs the permission `course:delete`.
         */
        delete: operations["delete_course"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/courses/{id}/cover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the picture of a course that everybody may see
         * @description Return 302 to the picture; 404 for a course without one, and for one that is not published.
         *
         *     It leads to the picture in the width that was asked for, or to the original if there is none of
         *     that width. Caches may keep where it is for half of the time that the link is good for.
         *
         *     Access: public when published.
         */
        get: operations["get_course_cover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * what was sent to whom, and what became of it
         * @description Return 200 with a page of messages, newest first, with their ledgers and recipients.
         *
         *     Access: admin.
         *
         *     Needs the permission `delivery:list`.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/email-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * move an account to a new address by the link that was sent there
         * @description Return 204: the account has the new address, and its other sessions have ended.
         *
         *     403 for a link that was used, has expired, or belongs to another account than the caller's; 409
         *     when somebody else has taken the address meanwhile.
         *
         *     Access: link of a mail.
         */
        put: operations["change_email"];
        /**
         * ask for a link, sent to a new address, that moves the account there
         * @description Return 204: a mail is on its way to the new address; the old one stays until it is used.
         *
         *     Access: signed in.
         *
         *     Needs the permission `user:update`.
         */
        post: operations["request_email_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/email-verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * verify an address by the link that was sent to it
         * @description Return 204: the address is verified; nobody has to be signed in.
         *
         *     403 for a link that was used, has expired, or belongs to another account than the caller's.
         *
         *     Access: link of a mail.
         */
        put: operations["verify_email"];
        /**
         * ask for another link that verifies one's address
         * @description Return 204: a mail is on its way, unless the address is verified already.
         *
         *     Access: signed in.
         *
         *     Needs the permission `user:update`.
         */
        post: operations["request_email_verification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/enrollments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the caller's own, or the roster of a course
         * @description Return 200 with a page, newest first.
         *
         *     Without a filter it lists the caller's own. `course_id` shows the roster to the course's
         *     instructor and to admins, and to everybody else their own enrollment in it. Only admins may ask
         *     for another `user_id`: 403.
         *
         *     Access: own; instructor of the course; admin.
         *
         *     Needs the permission `enrollment:list`.
         */
        get: operations["list_enrollments"];
        put?: never;
        /**
         * take a seat in a course
         * @description Return 201 with the enrollment; 404 for an unknown course, 409 with the reason for a refusal.
         *
         *     402 for a course with a price: until there are payments, its teacher adds those who have paid.
         *     A service token has no account and cannot take a seat: 403.
         *
         *     Access: signed in.
         *
         *     Needs the permission `enrollment:create`.
         */
        post: operations["create_enrollment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/enrollments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * give a seat back
         * @description Return 204, also when it is already cancelled; 404 when it is not the caller's.
         *
         *     Every change of a seat sends a mail, perhaps to an address that nobody has confirmed: learners
         *     may give back 30 seats an hour.
         *
         *     Access: own, admin.
         *
         *     Needs the permission `enrollment:cancel`.
         */
        delete: operations["cancel_enrollment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the files that somebody keeps, what for, and how much room they take
         * @description Return 200 with a page, newest first, and the room that is taken and allowed.
         *
         *     Whether a course uses a file is known a moment after the course was saved. Only admins may ask
         *     for another `owner_id`: 403; what that person may upload is not known here, so their list has
         *     the room of what they keep.
         *
         *     Access: own; admin.
         *
         *     Needs the permission `file:list`.
         */
        get: operations["list_files"];
        put?: never;
        /**
         * announce a file, and get the address to which the browser uploads it
         * @description Return 201 with the file and the request that uploads it: exactly this type and length.
         *
         *     403 for a purpose that is for authors, 422 for a type or a length that its purpose does not
         *     take, 409 when it does not fit into the owner's quota. Repeating it signs a new address for the
         *     same file; there is none when the file has arrived, and 409 when it was deleted.
         *
         *     Access: own.
         *
         *     Needs the permission `file:create`.
         */
        post: operations["create_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * a file, and an address to fetch it from
         * @description Return 200 to the owner and to admins, 404 to everybody else.
         *
         *     Learners get their links with the lesson that shows the file.
         *
         *     Access: own, admin.
         *
         *     Needs the permission `file:read`.
         */
        get: operations["get_file"];
        put?: never;
        post?: never;
        /**
         * delete a file
         * @description Return 204; 404 for an unknown file, and for somebody else's unless an admin asks.
         *
         *     409 for what its owner has handed in: it stays with the submission. Only an admin removes that.
         *     No lesson links to it any more; what it took of the quota is free, and its bytes go in a day.
         *
         *     Access: own, admin.
         *
         *     Needs the permission `file:delete`.
         */
        delete: operations["delete_file"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{id}/completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * say that the upload is done
         * @description Return 200 with the file, which is available from now on; repeating it changes nothing.
         *
         *     404 for an unknown file and for somebody else's, 409 while nothing has arrived, 422 when it is
         *     not what was announced: it is deleted.
         *
         *     Access: own.
         *
         *     Needs the permission `file:create`.
         */
        put: operations["complete_file"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/lesson-previews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * see a lesson's text as its readers would, before it is stored
         * @description Return the text as HTML, exactly as the lesson would have it; nothing is stored.
         *
         *     Access: instructor, admin.
         *
         *     Needs the permission `lesson:preview`.
         */
        post: operations["preview_lesson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the caller's inbox
         * @description Return 200 with a page of the messages sent to the caller, newest first.
         *
         *     Access: own inbox.
         *
         *     Needs the permission `notification:list`.
         */
        get: operations["list_notifications"];
        /**
         * mark everything in the caller's inbox as read
         * @description Return 204 when nothing is unread any more; marking all as unread is refused with 422.
         *
         *     Access: own inbox.
         *
         *     Needs the permission `notification:update`.
         */
        put: operations["mark_notifications_read"];
        /**
         * write to a user
         * @description Return 202 with the notification; the Location shows how its delivery goes.
         *
         *     403 when an instructor writes to somebody who takes none of their courses, 422 when there is
         *     no such active user. A person may write 120 messages a minute, and 60 an hour that may become
         *     text messages, since every text costs money.
         *
         *     Access: admin, instructor to own learners, service token.
         *
         *     Needs the permission `notification:create`.
         */
        post: operations["create_notification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * a message and its full delivery record
         * @description Return 200 to the recipient, the sender and admins, 404 to everybody else.
         *
         *     Access: recipient, sender, admin.
         *
         *     Needs the permission `notification:read`.
         */
        get: operations["get_notification"];
        /**
         * mark a message as read, or as unread again
         * @description Return 200 with the message to its recipient, 404 to everybody else.
         *
         *     Access: recipient.
         *
         *     Needs the permission `notification:update`.
         */
        put: operations["update_notification"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * resend a notification that was not delivered
         * @description Return 202 with the notification on its way again, by the channels first requested.
         *
         *     It goes to the recipient's current address, even if mail to it has bounced before. 409 when it
         *     was delivered, or is still on its way; 422 when the account is closed.
         *
         *     Access: admin.
         *
         *     Needs the permission `notification:replay`.
         */
        post: operations["replay_notification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/parked-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * events that the broker refused
         * @description Return a page of the parked events of all stores, newest first, without their data.
         *
         *     `reason` is the broker's explanation, `refusals` the number of times the event was parked.
         *
         *     Access: admin.
         *
         *     Needs the permission `parked_event:list`.
         */
        get: operations["list_parked_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/parked-events/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * send a refused event to the broker again
         * @description Return 202 with the event as it was parked; it is published after this response.
         *
         *     If the broker refuses it again, it is parked again with the new reason. 409 when it is already
         *     on its way; 404 when it has been published or never existed.
         *
         *     Access: admin.
         *
         *     Needs the permission `parked_event:release`.
         */
        post: operations["release_parked_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * set a new password by the link of a mail
         * @description Return 204: the password is changed, and all sessions of the account have ended.
         *
         *     403 for a link that was used, has expired, or belongs to another account than the caller's.
         *
         *     Access: link of a mail.
         */
        put: operations["reset_password"];
        /**
         * ask for a link that sets a new password
         * @description Return 204, whether or not the address has an account; if it has, a mail is on its way.
         *
         *     The account is looked up after the response, so that its time says nothing either.
         *
         *     Access: public.
         */
        post: operations["request_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * how we contact you
         * @description Return 200 with the caller's preferences: the defaults where nothing is decided yet.
         *
         *     Access: own.
         *
         *     Needs the permission `preference:read`.
         */
        get: operations["get_preferences"];
        /**
         * choose how we contact you
         * @description Return the preferences as they are now; omitted fields stay as they were.
         *
         *     A new phone number must be confirmed: a code is on its way to it. The same number again sends
         *     another code.
         *
         *     Access: own.
         *
         *     Needs the permission `preference:update`.
         */
        put: operations["update_preferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/preferences/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * confirm a phone number by the code that was sent to it
         * @description Return 200 with the preferences: the number is confirmed and receives text messages.
         *
         *     422 for a wrong code; 409 when no number is waiting for one: no code was requested, it has
         *     expired after ten minutes, or there were five wrong attempts.
         *
         *     Access: own.
         *
         *     Needs the permission `preference:update`.
         */
        post: operations["confirm_phone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the courses that the caller is enrolled in, and how far they got
         * @description Return 200 with a page of the caller's own courses, the latest activity first.
         *
         *     Access: own.
         */
        get: operations["list_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/push-subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the browsers that show the caller's notifications
         * @description Return 200 with the caller's devices, ten at most, and the key that browsers subscribe with.
         *
         *     The devices' keys are not shown, and of their endpoints only the push service.
         *
         *     Access: own.
         *
         *     Needs the permission `subscription:list`.
         */
        get: operations["list_push_subscriptions"];
        put?: never;
        /**
         * let this browser show the caller's notifications
         * @description Return 201 with the device; repeating an endpoint updates the keys of the same device.
         *
         *     422 naming `endpoint` unless it belongs to a known push service. The browser shows the
         *     messages of the person who subscribed last.
         *
         *     Access: own.
         *
         *     Needs the permission `subscription:create`.
         */
        post: operations["create_push_subscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/push-subscriptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * stop showing notifications in a browser
         * @description Return 204; 404 for an unknown device and for somebody else's.
         *
         *     Access: own.
         *
         *     Needs the permission `subscription:delete`.
         */
        delete: operations["delete_push_subscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/submissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * one's own, and those of one's courses
         * @description Return 200 with a page, newest first.
         *
         *     With neither `course_id` nor `user_id` it lists the caller's own. With either, the owner
         *     sees what was handed in for their courses, admins see everything, and others their own.
         *
         *     Access: own; owner of the course; admin.
         *
         *     Needs the permission `submission:list`.
         */
        get: operations["list_submissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/submissions/{submission_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * what was handed in, and its newest grade
         * @description Return the submission and links to its files to its learner, the owner and admins.
         *
         *     Also when the lesson is gone, and when the learner has left the course: it has nothing of the
         *     course but titles. To everybody else it is not found.
         *
         *     Access: own; owner of the course, admin.
         *
         *     Needs the permission `submission:read`.
         */
        get: operations["get_submission"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/submissions/{submission_id}/grade": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * say what a submission is worth
         * @description Return the submission with its grade, which from now on is the one that counts.
         *
         *     The same grade again is no new one: nobody gets a second letter. 422 for more points than the
         *     exercise had when this was handed in. A lesson that is gone since can still be graded. To
         *     everybody but the owner of the course and admins it is not found; a program grades nothing: 403.
         *
         *     Access: owner of the course, admin.
         *
         *     Needs the permission `submission:grade`.
         */
        put: operations["grade_submission"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * every letter the platform writes by itself
         * @description Return all templates, ordered by id, without their wording.
         *
         *     Access: admin.
         *
         *     Needs the permission `template:list`.
         */
        get: operations["list_templates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the wording of a letter, in all languages
         * @description Return the wording in use, the built-in wording, and the variables it may name.
         *
         *     Access: admin.
         *
         *     Needs the permission `template:read`.
         */
        get: operations["get_template"];
        /**
         * replace the built-in wording
         * @description Return the template as it is used from now on; omitted fields stay as they are.
         *
         *     422 names each invalid field, such as `words.es.subject`: wording may name the template's
         *     variables, choose with `if`, loop over a given list with `for`, and use a few filters. 412 when
         *     If-Match names an outdated version.
         *
         *     Access: admin.
         *
         *     Needs the permission `template:update`.
         */
        put: operations["update_template"];
        post?: never;
        /**
         * restore the built-in wording, in all languages
         * @description Return 204, also when nothing had been changed: wording and channels are built in again.
         *
         *     Access: admin.
         *
         *     Needs the permission `template:update`.
         */
        delete: operations["reset_template"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * see a letter before its words are stored
         * @description Return the letter the wording would produce, as plain text and as HTML.
         *
         *     Words that are left out are the current ones, values that are left out are the samples.
         *     Nothing is stored. 422 where storing the words would be refused.
         *
         *     Access: admin.
         *
         *     Needs the permission `template:preview`.
         */
        post: operations["preview_template"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/unused-files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * delete what the caller has not used for a while
         * @description Return 200 with what was deleted: some hundred files at most, none of the last seven days.
         *
         *     The caller's own files that no course of theirs has referred to for seven days, be it a draft or
         *     archived, and that were not handed in. 403 for admins, whose files may be in anybody's course:
         *     they delete one by one.
         *
         *     Access: own.
         *
         *     Needs the permission `file:delete`.
         */
        delete: operations["delete_unused_files"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * find people, newest first
         * @description Return one page of the matching users.
         *
         *     Access: admin.
         *
         *     Needs the permission `user:list`.
         */
        get: operations["list_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * one person, to themselves (``me``) and to admins
         * @description Return the user; 403 to others, whether or not the user exists.
         *
         *     Access: self, admin.
         *
         *     Needs the permission `user:read`.
         */
        get: operations["get_user"];
        /**
         * change one's own profile; admins may change anybody's, role included
         * @description Return the user as it is now; omitted fields stay as they were.
         *
         *     Access: self (own profile), admin (also role, active).
         *
         *     Needs the permission `user:update`.
         */
        put: operations["update_user"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Announcement
         * @description A message to all learners of a course, or those stuck, and how far its delivery has come.
         *
         *     `recipients` is how many learners there were when the first batch was made, null until then;
         *     `requested` is how many notifications there are by now, `states` how many of them have
         *     which status. `finished_at` is when the last batch was requested: learners who enroll later
         *     get none.
         */
        Announcement: {
            /** @enum {unknown} */
            channel: "email" | "sms" | "push" | "in_app";
            /** @description Opaque identifier */
            course_id: string;
            course_title: string;
            /** Format: date-time */
            created_at: string;
            fallbacks: ("email" | "sms" | "push" | "in_app")[];
            finished_at: string | null;
            /** @description Opaque identifier */
            id: string;
            recipients: number | null;
            requested: number;
            sender_id: string;
            states: {
                [key: string]: number;
            };
            /** @default null */
            stuck_since?: string | null;
            subject: string;
            text: string;
        };
        /**
         * Attempt
         * @description One entry of the ledger; `detail` is what the provider answered, or why.
         *
         *     `duration_seconds` is how long the provider took, `next_attempt_at` when the broker will
         *     retry (a moment earlier or later) or when a held message is released.
         */
        Attempt: {
            /** Format: date-time */
            at: string;
            /** @enum {unknown} */
            channel: "email" | "sms" | "push" | "in_app";
            detail: string;
            /** @default null */
            duration_seconds?: number | null;
            /** @default null */
            next_attempt_at?: string | null;
            /**
             * @description delivered: the provider accepted it; confirmed: the provider reported its arrival; bounced: the provider reported that it bounced; deferred: retried later; failed: cannot be delivered by this channel; unknown: the sender died or broke, and the message may have left; suppressed: not sent, the detail says why; held: waits for quiet hours to end or for the digest; replayed: an admin sent it again
             * @enum {unknown}
             */
            outcome: "delivered" | "confirmed" | "bounced" | "deferred" | "failed" | "unknown" | "suppressed" | "held" | "replayed";
        };
        /**
         * AttemptSheet
         * @description An attempt with its questions, the responses so far and, once it has ended, their review.
         *
         *     `seconds_left` counts to the deadline by the server's clock; null without one.
         */
        AttemptSheet: {
            /** @description Opaque identifier */
            course_id: string;
            /** @default null */
            deadline?: string | null;
            /** @default null */
            finished_at?: string | null;
            /** @description Opaque identifier */
            id: string;
            /** @default null */
            is_passed?: boolean | null;
            is_preview: boolean;
            /** @default null */
            learner_name?: string | null;
            lesson_id: string;
            /** @default null */
            max_points?: number | null;
            number: number;
            /** @default null */
            points?: number | null;
            quiz: components["schemas"]["ShownQuiz"];
            responses: components["schemas"]["Response"][];
            /** @default null */
            reviews?: components["schemas"]["Review"][] | null;
            /** @default null */
            saved_at?: string | null;
            /** @default null */
            score_percent?: number | null;
            /** @default null */
            seconds_left?: number | null;
            /** Format: date-time */
            started_at: string;
            /** @description Opaque identifier */
            user_id: string;
        };
        /**
         * Captions
         * @description The words of a video in one language, as a WebVTT file.
         */
        Captions: {
            /** @description Opaque identifier */
            file_id: string;
            /** @description BCP 47 language tag */
            language: string;
        };
        /**
         * CardPrice
         * @description What a course costs: minor units of an ISO 4217 currency.
         */
        CardPrice: {
            amount: number;
            currency: string;
        };
        /**
         * CatalogItem
         * @description One course in a list. `enrolled` counts the taken seats.
         *
         *     `cover_file_id` names the picture that GET /api/courses/{id}/cover leads to; null without one.
         */
        CatalogItem: {
            capacity: number | null;
            category: string;
            /** @default null */
            cover_file_id?: string | null;
            /** Format: date-time */
            created_at: string;
            duration_minutes: number;
            enrolled: number;
            /** @description Opaque identifier */
            id: string;
            instructor: components["schemas"]["Instructor"];
            language: string;
            lessons: number;
            /** @enum {unknown} */
            level: "beginner" | "intermediate" | "advanced";
            price: components["schemas"]["CardPrice"];
            published_at: string | null;
            /** @description Readable identifier in addresses */
            slug: string;
            /** @enum {unknown} */
            status: "draft" | "published" | "archived";
            summary: string;
            tags: string[];
            title: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        /**
         * CatalogPage
         * @description One page of the search's result.
         *
         *     Where `total_is_exact` is false, there are more than `total` courses: a search counts up
         *     to 1,000. Relevance then ranks the 1,000 best candidates, and its last page is the last of
         *     these; every other order goes on to the end. `corrected` is what was searched instead when a
         *     word of `q` is unknown, else null.
         */
        CatalogPage: {
            corrected: string | null;
            facets: components["schemas"]["Facets"];
            items: components["schemas"]["CatalogItem"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
            total_is_exact: boolean;
        };
        /**
         * CategoryChoice
         * @description What a recipient may decide about a category.
         *
         *     Nothing of a `mandatory` one can be switched off; one that `bundles` may wait for the mail
         *     of the day. `channels` are those that it can come by.
         */
        CategoryChoice: {
            bundles: boolean;
            channels: ("email" | "sms" | "push" | "in_app")[];
            mandatory: boolean;
            /**
             * @description What the message is about
             * @enum {unknown}
             */
            name: "account" | "enrollment" | "message" | "announcement" | "digest";
        };
        /**
         * Certificate
         * @description A certificate as everybody sees it who knows its id.
         *
         *     `name`, `course_title` and `teacher` are what they were when it was issued; `teacher` is
         *     empty if nobody was known.
         */
        Certificate: {
            /** Format: date-time */
            completed_at: string;
            /** @description Opaque identifier */
            course_id: string;
            course_title: string;
            /** @description Opaque identifier */
            id: string;
            /** Format: date-time */
            issued_at: string;
            name: string;
            /** @default null */
            revoked_at?: string | null;
            teacher: string;
        };
        /**
         * CertificateRecord
         * @description A certificate as its learner and those who may revoke it see it.
         */
        CertificateRecord: {
            /** Format: date-time */
            completed_at: string;
            /** @description Opaque identifier */
            course_id: string;
            course_title: string;
            /** @description Opaque identifier */
            id: string;
            /** Format: date-time */
            issued_at: string;
            name: string;
            /** @default null */
            revocation_reason?: string | null;
            /** @default null */
            revoked_at?: string | null;
            teacher: string;
        };
        /**
         * Choice
         * @description Something to choose, and what learners who chose it are told afterwards.
         */
        Choice: {
            /**
             * @description Markdown; shown after the attempt has ended
             * @default
             */
            feedback?: string;
            /**
             * @description Unique within what it is part of; given when left out
             * @example item-1
             */
            id?: string;
            /** @default false */
            is_right?: boolean;
            /** @description Markdown */
            text: string;
        };
        /**
         * ChoiceFeedback
         * @description What the author says to learners who chose this.
         */
        ChoiceFeedback: {
            choice_id: string;
            feedback: string;
        };
        /**
         * ChoiceStatistics
         * @description A choice, and how often it was taken.
         */
        ChoiceStatistics: {
            is_right: boolean;
            taken: number;
            text: string;
        };
        /**
         * CompletedLesson
         * @description A lesson of today's outline that was completed.
         */
        CompletedLesson: {
            /** Format: date-time */
            completed_at: string;
            id: string;
        };
        /**
         * Completion
         * @description How much of a course a learner has to complete, and which lessons in any case.
         */
        Completion: {
            /** @default 100 */
            minimum_percent?: number;
            /** @default [] */
            required_lessons?: string[];
        };
        /**
         * Content
         * @description The whole content: at most 5 levels of modules, 200 modules, 500 lessons, 768 KiB.
         */
        Content: {
            /** @default [] */
            modules?: components["schemas"]["Module"][];
        };
        /**
         * Course
         * @description A course as its author knows it.
         */
        Course: {
            capacity: number | null;
            /** @description Upper and lower case are the same category */
            category: string;
            /**
             * @default {
             *       "minimum_percent": 100,
             *       "required_lessons": []
             *     }
             */
            completion?: components["schemas"]["Completion"];
            content: components["schemas"]["Content"];
            /** @default null */
            cover_file_id?: string | null;
            /** Format: date-time */
            created_at: string;
            description: string;
            /** @description Opaque identifier */
            id: string;
            /** @description BCP 47 language tag */
            language: string;
            /** @enum {unknown} */
            level: "beginner" | "intermediate" | "advanced";
            /** @description Opaque identifier */
            owner_id: string;
            price: components["schemas"]["Price"];
            /** @default null */
            published_at?: string | null;
            /** @description Readable identifier in addresses */
            slug: string;
            /** @enum {unknown} */
            status: "draft" | "published" | "archived";
            /** @description Kept in lower case, each once */
            tags: string[];
            title: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        /**
         * CourseChanges
         * @description The request to change a course: fields that are left out stay as they are.
         */
        CourseChanges: {
            capacity?: number | null;
            /** @description Upper and lower case are the same category */
            category?: string;
            completion?: components["schemas"]["Completion"];
            content?: components["schemas"]["Content"];
            cover_file_id?: string | null;
            description?: string;
            /** @description BCP 47 language tag */
            language?: string;
            /** @enum {unknown} */
            level?: "beginner" | "intermediate" | "advanced";
            price?: components["schemas"]["Price"];
            /** @enum {unknown} */
            status?: "draft" | "published" | "archived";
            /** @description Kept in lower case, each once */
            tags?: string[];
            title?: string;
        };
        /**
         * CourseOverview
         * @description A course as everybody sees it who may see it at all: its content is an outline.
         */
        CourseOverview: {
            capacity: number | null;
            /** @description Upper and lower case are the same category */
            category: string;
            /**
             * @default {
             *       "minimum_percent": 100,
             *       "required_lessons": []
             *     }
             */
            completion?: components["schemas"]["Completion"];
            /** @default null */
            cover_file_id?: string | null;
            /** Format: date-time */
            created_at: string;
            description: string;
            /** @description Opaque identifier */
            id: string;
            /** @description BCP 47 language tag */
            language: string;
            /** @enum {unknown} */
            level: "beginner" | "intermediate" | "advanced";
            outline: components["schemas"]["Outline"];
            /** @description Opaque identifier */
            owner_id: string;
            price: components["schemas"]["Price"];
            /** @default null */
            published_at?: string | null;
            /** @description Readable identifier in addresses */
            slug: string;
            /** @enum {unknown} */
            status: "draft" | "published" | "archived";
            /** @description Kept in lower case, each once */
            tags: string[];
            title: string;
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        /**
         * CourseProgress
         * @description Where a learner stands in a course; `next_lesson` is null when no lesson is left.
         */
        CourseProgress: {
            completed_at: string | null;
            completed_lessons: components["schemas"]["CompletedLesson"][];
            /** @description Opaque identifier */
            course_id: string;
            last_activity_at: string | null;
            lessons: number;
            next_lesson: components["schemas"]["NextLesson"] | null;
            /** @description Completed lessons of today's outline, rounded down; at least 1 once any lesson was completed */
            percent: number;
        };
        /**
         * Credentials
         * @description The request to sign in.
         *
         *     `cookie` says where the refresh token goes: into a cookie that scripts cannot read (a
         *     browser), or, when false, into the body (a client that keeps it itself).
         */
        Credentials: {
            /** @default true */
            cookie?: boolean;
            /** @description Email address */
            email: string;
            password: string;
        };
        /**
         * Delivery
         * @description A message with who it is for; `recipient` is null when the account no longer exists.
         */
        Delivery: {
            address: string | null;
            announcement_id: string | null;
            attempts: components["schemas"]["Attempt"][];
            /**
             * @description What the message is about
             * @enum {unknown}
             */
            category: "account" | "enrollment" | "message" | "announcement" | "digest";
            /** @enum {unknown} */
            channel: "email" | "sms" | "push" | "in_app";
            /** Format: date-time */
            created_at: string;
            delivered_at: string | null;
            fallbacks: ("email" | "sms" | "push" | "in_app")[];
            held_until: string | null;
            /** @description Opaque identifier */
            id: string;
            language: string;
            link: string | null;
            read_at: string | null;
            recipient: components["schemas"]["Person"] | null;
            /** @description Opaque identifier */
            recipient_id: string;
            sender_id: string | null;
            short: string;
            /** @enum {unknown} */
            status: "queued" | "sending" | "delivered" | "bounced" | "failed" | "suppressed";
            subject: string;
            template: string | null;
            text: string;
            unread: boolean;
        };
        /**
         * EmailChange
         * @description The link that was sent to the new address.
         */
        EmailChange: {
            /** @description What follows the # in the link of the mail */
            token: string;
        };
        /**
         * EmailChangeRequest
         * @description A new address, and the password, so that an unlocked screen is not enough.
         */
        EmailChangeRequest: {
            current_password: string;
            /** @description Email address */
            email: string;
        };
        /**
         * EmailVerification
         * @description The link that was sent to the account's address.
         */
        EmailVerification: {
            /** @description What follows the # in the link of the mail */
            token: string;
        };
        /**
         * Enrollment
         * @description One person's place in one course.
         *
         *     `learner` is shown only to the course's instructor and to admins; the course's title, slug and
         *     status are those of today's catalog. An archived course stays readable for those who have an
         *     active enrollment in it.
         */
        Enrollment: {
            /** @default null */
            cancelled_at?: string | null;
            /** @description Opaque identifier */
            course_id: string;
            course_slug: string;
            /** @default null */
            course_status?: ("draft" | "published" | "archived") | "deleted" | null;
            course_title: string;
            /** Format: date-time */
            created_at: string;
            /** @default null */
            end_reason?: "course-deleted" | null;
            /** @default null */
            ended_at?: string | null;
            /** @description Opaque identifier */
            id: string;
            /** @default null */
            learner?: components["schemas"]["Learner"] | null;
            /**
             * @description cancelled: the seat was given back; ended: the course ended, see end_reason
             * @enum {unknown}
             */
            status: "active" | "cancelled" | "ended";
            /** @description Opaque identifier */
            user_id: string;
        };
        /**
         * Exercise
         * @description What a learner may hand in, and for how many points; the lesson's body says what to do.
         */
        Exercise: {
            accepts: ("text" | "file")[];
            max_points: number;
        };
        /**
         * Facets
         * @description What the search can be narrowed by: most frequent first, at most 20 tags.
         *
         *     Where the page's `total_is_exact` is false, these are the values of the first 1,000 courses
         *     that were found: there may be others, and every count is "at least".
         */
        Facets: {
            category: components["schemas"]["FacetValue"][];
            language: components["schemas"]["FacetValue"][];
            level: components["schemas"]["FacetValue"][];
            tag: components["schemas"]["FacetValue"][];
        };
        /**
         * FacetValue
         * @description One value of a facet and how many courses of the search have it, among those counted.
         */
        FacetValue: {
            count: number;
            value: string;
        };
        /**
         * File
         * @description A file; `stored_at` is null until it has arrived and was looked at.
         */
        File: {
            bytes: number;
            /** @description Media type without parameters, like image/png */
            content_type: string;
            /** Format: date-time */
            created_at: string;
            /** @description Opaque identifier */
            id: string;
            /** @description As it was called where it came from */
            name: string;
            /** @description Opaque identifier */
            owner_id: string;
            /** @enum {unknown} */
            purpose: "lesson" | "video" | "captions" | "cover" | "submission";
            /** @default null */
            stored_at?: string | null;
        };
        /**
         * FileLink
         * @description An address from which a file can be fetched until `expires_at`; `bytes` is its length.
         */
        FileLink: {
            bytes: number;
            content_type: string;
            /** Format: date-time */
            expires_at: string;
            name: string;
            url: string;
        };
        /**
         * FilePage
         * @description A page of files; `unused` is what DELETE /api/unused-files would delete of all of them.
         */
        FilePage: {
            items: components["schemas"]["ListedFile"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
            unused: components["schemas"]["FileSum"];
            usage: components["schemas"]["PurposeUsage"][];
        };
        /**
         * FileSum
         * @description How many files, and how many bytes they have together.
         */
        FileSum: {
            bytes: number;
            files: number;
        };
        /**
         * FileUse
         * @description A course that refers to a file, or the lesson for which it was handed in.
         */
        FileUse: {
            /** @description Opaque identifier */
            course_id: string;
            course_title: string;
            /** @default null */
            lesson_id?: string | null;
            /** @default null */
            lesson_title?: string | null;
        };
        /**
         * FileWithLink
         * @description A file and an address to fetch it from; null until it has arrived.
         */
        FileWithLink: {
            bytes: number;
            /** @description Media type without parameters, like image/png */
            content_type: string;
            /** Format: date-time */
            created_at: string;
            /** @default null */
            expires_at?: string | null;
            /** @description Opaque identifier */
            id: string;
            /** @description As it was called where it came from */
            name: string;
            /** @description Opaque identifier */
            owner_id: string;
            /** @enum {unknown} */
            purpose: "lesson" | "video" | "captions" | "cover" | "submission";
            /** @default null */
            stored_at?: string | null;
            /** @default null */
            url?: string | null;
        };
        /**
         * Grade
         * @description What a submission is worth, and what the teacher says about it.
         */
        Grade: {
            comment: string;
            /** Format: date-time */
            created_at: string;
            is_passed: boolean;
            points: number;
        };
        /**
         * GradeRequest
         * @description The request to grade a submission.
         */
        GradeRequest: {
            /** @default  */
            comment?: string;
            /** @description From 0 to the submission's max_points */
            points: number;
        };
        /**
         * Inbox
         * @description A page of an inbox, and the number of unread messages in the whole inbox.
         */
        Inbox: {
            items: components["schemas"]["Notification"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
            unread: number;
        };
        /**
         * Instructor
         * @description Who gives the course; the name is null until the account is known here.
         */
        Instructor: {
            id: string;
            name: string | null;
        };
        /**
         * Item
         * @description Something to put in its place.
         */
        Item: {
            /**
             * @description Unique within what it is part of; given when left out
             * @example item-1
             */
            id?: string;
            /** @description Markdown */
            text: string;
        };
        /**
         * KeySet
         * @description A JSON Web Key Set.
         */
        KeySet: {
            keys: components["schemas"]["PublicKey"][];
        };
        /**
         * LanguageChanges
         * @description Other words by language; null takes the built-in ones again.
         */
        LanguageChanges: {
            ar?: components["schemas"]["WordsChanges"] | null;
            en?: components["schemas"]["WordsChanges"] | null;
            es?: components["schemas"]["WordsChanges"] | null;
            fr?: components["schemas"]["WordsChanges"] | null;
        };
        /**
         * Learner
         * @description The person on a roster; the address is shown while they have the seat, and no longer.
         */
        Learner: {
            /** @default null */
            email?: string | null;
            name: string;
        };
        /**
         * LearnerReport
         * @description Where somebody stands in a course in which they have a seat.
         *
         *     Percent, lessons, titles and grades are those of today's outline. `next_lesson` is null when
         *     none is left, `last_activity_at` before the first, `average_percent` without a grade.
         */
        LearnerReport: {
            average_percent: number | null;
            completed_at: string | null;
            /** @description Email address */
            email: string;
            /** Format: date-time */
            enrolled_at: string;
            /** @description Opaque identifier */
            enrollment_id: string;
            grades: components["schemas"]["LessonGrade"][];
            last_activity_at: string | null;
            lessons: number;
            lessons_completed: number;
            name: string;
            next_lesson: components["schemas"]["LessonToDo"] | null;
            percent: number;
            /** @description Opaque identifier */
            user_id: string;
        };
        /**
         * Learning
         * @description A course that somebody is enrolled in, and where they stand in it.
         *
         *     Title, slug and status are those of today's catalog. `next_lesson` is null when all lessons
         *     are completed, and until the outline of a course is known.
         */
        Learning: {
            completed_at: string | null;
            /** @description Opaque identifier */
            course_id: string;
            course_slug: string;
            /** @enum {unknown} */
            course_status: "draft" | "published" | "archived";
            course_title: string;
            /** Format: date-time */
            enrolled_at: string;
            /** @description Opaque identifier */
            enrollment_id: string;
            /** Format: date-time */
            last_activity_at: string;
            lessons: number;
            lessons_completed: number;
            next_lesson: components["schemas"]["NextLesson"] | null;
            /** @description Completed lessons of today's outline, rounded down; at least 1 once any lesson was completed */
            percent: number;
        };
        /**
         * Lesson
         * @description One thing to watch, read, answer or do.
         *
         *     Its kind says which fields count; the others are kept, so that an author who changes the kind
         *     loses nothing. `body` is the text of an article, and the introduction of every other kind.
         */
        Lesson: {
            /** @default null */
            body?: string | null;
            /** @default [] */
            captions?: components["schemas"]["Captions"][];
            /** @default 0 */
            duration_minutes?: number;
            /** @default null */
            exercise?: components["schemas"]["Exercise"] | null;
            /** @default null */
            file_id?: string | null;
            /**
             * @description Unique within what it is part of; given when left out
             * @example lesson-1
             */
            id?: string;
            /** @default false */
            is_preview?: boolean;
            /** @enum {unknown} */
            kind: "article" | "video" | "file" | "quiz" | "exercise";
            /** @default null */
            quiz?: components["schemas"]["Quiz"] | null;
            title: string;
            /** @default null */
            url?: string | null;
        };
        /**
         * LessonCaptions
         * @description The captions of a video in one language (WebVTT).
         */
        LessonCaptions: {
            /** @description BCP 47 language tag */
            language: string;
            url: string;
        };
        /**
         * LessonGrade
         * @description The best attempt at a quiz, or the newest grade of an exercise; a quiz has no points.
         */
        LessonGrade: {
            is_passed: boolean;
            lesson_id: string;
            /** @default null */
            max_points?: number | null;
            percent: number;
            /** @default null */
            points?: number | null;
            title: string;
        };
        /**
         * LessonPage
         * @description A lesson as its reader sees it.
         *
         *     `html` is its text, safe to show, empty if it has none. `quiz` says how a quiz is taken, and
         *     `exercise` what may be handed in; both are null for every other kind of lesson, and for one
         *     whose author has not defined it yet. `is_graded`: a result completes the lesson, otherwise
         *     its learner says so. `previous`
         *     and `next` follow the outline, across modules. `standing` is what opens the lesson: that it
         *     is a preview, an enrollment, or authorship. `completed_at` and `position_seconds` are those
         *     of a learner. `file` is null where there is none, or none any more; addresses change with each
         *     response.
         */
        LessonPage: {
            captions: components["schemas"]["LessonCaptions"][];
            /** @default null */
            completed_at?: string | null;
            /** @description Opaque identifier */
            course_id: string;
            course_slug: string;
            course_title: string;
            duration_minutes: number;
            exercise: components["schemas"]["Exercise"] | null;
            file: components["schemas"]["FileLink"] | null;
            html: string;
            id: string;
            is_graded: boolean;
            is_preview: boolean;
            /** @enum {unknown} */
            kind: "article" | "video" | "file" | "quiz" | "exercise";
            next: components["schemas"]["Neighbor"] | null;
            /** @default null */
            position_seconds?: number | null;
            previous: components["schemas"]["Neighbor"] | null;
            quiz: components["schemas"]["QuizRules"] | null;
            /** @enum {unknown} */
            standing: "preview" | "enrolled" | "author";
            title: string;
            url: string | null;
        };
        /**
         * LessonText
         * @description The request to see the text of a lesson as its readers would.
         */
        LessonText: {
            /** @description Markdown */
            body: string;
        };
        /**
         * LessonToDo
         * @description The lesson that a learner stopped in, or the first after it that is left.
         */
        LessonToDo: {
            id: string;
            title: string;
        };
        /**
         * ListedFile
         * @description A file in the list of its owner; `uses` are at most 3 of the `use_count`.
         *
         *     Both a course and a hand-in are a use, but only what was `handed_in` cannot be deleted by its
         *     owner.
         */
        ListedFile: {
            bytes: number;
            /** @description Media type without parameters, like image/png */
            content_type: string;
            /** Format: date-time */
            created_at: string;
            handed_in: boolean;
            /** @description Opaque identifier */
            id: string;
            in_use: boolean;
            /** @description As it was called where it came from */
            name: string;
            /** @description Opaque identifier */
            owner_id: string;
            /** @enum {unknown} */
            purpose: "lesson" | "video" | "captions" | "cover" | "submission";
            /** @default null */
            stored_at?: string | null;
            use_count: number;
            uses: components["schemas"]["FileUse"][];
        };
        /**
         * Module
         * @description A chapter: its lessons, then its own chapters.
         */
        Module: {
            /**
             * @description Unique within what it is part of; given when left out
             * @example module-1
             */
            id?: string;
            /** @default [] */
            lessons?: components["schemas"]["Lesson"][];
            /** @default [] */
            modules?: components["schemas"]["Module"][];
            title: string;
        };
        /**
         * MultipleQuestion
         * @description One or more of the choices are right, and all of them have to be chosen.
         */
        MultipleQuestion: {
            /**
             * @example [
             *       {
             *         "id": "where",
             *         "text": "WHERE",
             *         "is_right": true
             *       },
             *       {
             *         "id": "having",
             *         "text": "HAVING",
             *         "feedback": "HAVING filters groups."
             *       }
             *     ]
             */
            choices: components["schemas"]["Choice"][];
            /**
             * @description Markdown; shown after the attempt has ended
             * @default
             */
            explanation?: string;
            /**
             * @description Unique within what it is part of; given when left out
             * @example question-1
             */
            id?: string;
            /** @enum {unknown} */
            kind: "multiple";
            /** @default 1 */
            points?: number;
            /** @description Markdown */
            prompt: string;
        };
        /**
         * Neighbor
         * @description The lesson before or after.
         */
        Neighbor: {
            id: string;
            title: string;
        };
        /**
         * NewAnnouncement
         * @description A message to all learners of a course, or to those who are stuck.
         *
         *     When it cannot be delivered to one of them by `channel` the `fallbacks` are tried.
         */
        NewAnnouncement: {
            /**
             * @default in_app
             * @enum {unknown}
             */
            channel?: "email" | "sms" | "push" | "in_app";
            /** @description Opaque identifier */
            course_id: string;
            /**
             * @description Channels to try after the first one, in this order
             * @default []
             */
            fallbacks?: ("email" | "sms" | "push" | "in_app")[];
            /** @default null */
            stuck_since?: string | null;
            /** @description One line */
            subject: string;
            /** @description Plain text */
            text: string;
        };
        /**
         * NewCourse
         * @description The request to open a course; everything but the title may follow later.
         */
        NewCourse: {
            /** @default null */
            capacity?: number | null;
            /**
             * @description Upper and lower case are the same category
             * @default General
             */
            category?: string;
            /**
             * @default {
             *       "minimum_percent": 100,
             *       "required_lessons": []
             *     }
             */
            completion?: components["schemas"]["Completion"];
            /**
             * @default {
             *       "modules": []
             *     }
             */
            content?: components["schemas"]["Content"];
            /** @default null */
            cover_file_id?: string | null;
            /** @default  */
            description?: string;
            /**
             * @description BCP 47 language tag
             * @default en
             */
            language?: string;
            /**
             * @default beginner
             * @enum {unknown}
             */
            level?: "beginner" | "intermediate" | "advanced";
            /**
             * @default {
             *       "amount": 0,
             *       "currency": "EUR"
             *     }
             */
            price?: components["schemas"]["Price"];
            /**
             * @default draft
             * @enum {unknown}
             */
            status?: "draft" | "published";
            /**
             * @description Kept in lower case, each once
             * @default []
             */
            tags?: string[];
            title: string;
        };
        /**
         * NewEnrollment
         * @description The request to enroll in a course.
         */
        NewEnrollment: {
            /** @description Opaque identifier */
            course_id: string;
        };
        /**
         * NewFile
         * @description The request to upload a file: exactly of this type and length.
         */
        NewFile: {
            /** @description Length in bytes */
            bytes: number;
            /** @description Media type without parameters, like image/png */
            content_type: string;
            /** @description As it was called where it came from */
            name: string;
            /** @enum {unknown} */
            purpose: "lesson" | "video" | "captions" | "cover" | "submission";
        };
        /**
         * NewLearner
         * @description The request to add somebody to a course: by the id or by the email address.
         */
        NewLearner: {
            /** @default null */
            email?: string | null;
            /**
             * @default null
             * @example null
             */
            user_id?: string | null;
        };
        /**
         * NewNotification
         * @description A message from a person or service to a user.
         *
         *     When it cannot be delivered by `channel` the `fallbacks` are tried, one after the other.
         */
        NewNotification: {
            /**
             * @description What it is about
             * @default message
             * @enum {unknown}
             */
            category?: "message" | "announcement";
            /**
             * @default in_app
             * @enum {unknown}
             */
            channel?: "email" | "sms" | "push" | "in_app";
            /**
             * @description Channels to try after the first one, in this order
             * @default []
             */
            fallbacks?: ("email" | "sms" | "push" | "in_app")[];
            /** @description Opaque identifier */
            recipient_id: string;
            /** @description One line */
            subject: string;
            /** @description Plain text */
            text: string;
        };
        /**
         * NewPushSubscription
         * @description A browser that wants notifications, as `PushSubscription.toJSON()` describes it.
         */
        NewPushSubscription: {
            /** @description Where the push service takes messages for the browser */
            endpoint: string;
            /** @default null */
            expirationTime?: number | null;
            keys: components["schemas"]["PushKeys"];
        };
        /**
         * NewSubmission
         * @description The request to hand something in.
         */
        NewSubmission: {
            /**
             * @description Files that were uploaded
             * @default []
             */
            file_ids?: string[];
            /** @default  */
            text?: string;
        };
        /**
         * NewUpload
         * @description A file that was announced, and the request that uploads it; null once it has arrived.
         */
        NewUpload: {
            file: components["schemas"]["File"];
            /** @default null */
            upload?: components["schemas"]["Upload"] | null;
        };
        /**
         * NewUser
         * @description The request to register.
         */
        NewUser: {
            /** @description Email address */
            email: string;
            /** @description How to address the person */
            name: string;
            /** @description Long phrases count in full */
            password: string;
        };
        /**
         * NextLesson
         * @description The lesson to go on with: the last one opened, or the first after it that is left.
         */
        NextLesson: {
            id: string;
            title: string;
        };
        /**
         * Notification
         * @description A message with its ledger: every attempt to deliver it, oldest first.
         *
         *     `channel` is the current one, `fallbacks` are those left, `address` is that of the
         *     channel (an email address, a phone number). `held_until` says that it waits for quiet hours
         *     to end or for the next digest. `unread` says that it counts in the number of its reader's
         *     inbox: it has arrived, or never will, and was not opened there; what somebody has switched off
         *     or got in a digest does not count.
         */
        Notification: {
            address: string | null;
            announcement_id: string | null;
            attempts: components["schemas"]["Attempt"][];
            /**
             * @description What the message is about
             * @enum {unknown}
             */
            category: "account" | "enrollment" | "message" | "announcement" | "digest";
            /** @enum {unknown} */
            channel: "email" | "sms" | "push" | "in_app";
            /** Format: date-time */
            created_at: string;
            delivered_at: string | null;
            fallbacks: ("email" | "sms" | "push" | "in_app")[];
            held_until: string | null;
            /** @description Opaque identifier */
            id: string;
            language: string;
            link: string | null;
            read_at: string | null;
            /** @description Opaque identifier */
            recipient_id: string;
            sender_id: string | null;
            short: string;
            /** @enum {unknown} */
            status: "queued" | "sending" | "delivered" | "bounced" | "failed" | "suppressed";
            subject: string;
            template: string | null;
            text: string;
            unread: boolean;
        };
        /**
         * NumberQuestion
         * @description The answer is a number, at most `tolerance` away from `value`.
         */
        NumberQuestion: {
            /**
             * @description Markdown; shown after the attempt has ended
             * @default
             */
            explanation?: string;
            /**
             * @description Unique within what it is part of; given when left out
             * @example question-1
             */
            id?: string;
            /** @enum {unknown} */
            kind: "number";
            /** @default 1 */
            points?: number;
            /** @description Markdown */
            prompt: string;
            /**
             * @description How far from the value a number may be and still be right
             * @default 0
             */
            tolerance?: number;
            value: number;
        };
        /**
         * OpenedSubmission
         * @description A submission with links to those of its files that are there.
         */
        OpenedSubmission: {
            /** @description Opaque identifier */
            course_id: string;
            course_title: string;
            /** Format: date-time */
            created_at: string;
            file_ids: string[];
            files: components["schemas"]["FileLink"][];
            /** @default null */
            grade?: components["schemas"]["Grade"] | null;
            /** @description Opaque identifier */
            id: string;
            /** @default null */
            learner_name?: string | null;
            lesson_id: string;
            lesson_title: string;
            max_points: number;
            text: string;
            /** @description Opaque identifier */
            user_id: string;
            version: number;
        };
        /**
         * OrderingQuestion
         * @description The items have to be put in the order in which they are written here.
         */
        OrderingQuestion: {
            /**
             * @description Markdown; shown after the attempt has ended
             * @default
             */
            explanation?: string;
            /**
             * @description Unique within what it is part of; given when left out
             * @example question-1
             */
            id?: string;
            items: components["schemas"]["Item"][];
            /** @enum {unknown} */
            kind: "ordering";
            /** @default 1 */
            points?: number;
            /** @description Markdown */
            prompt: string;
        };
        /**
         * Outline
         * @description The titles, kinds and minutes of all modules and lessons.
         */
        Outline: {
            /** @default [] */
            modules?: components["schemas"]["OutlineModule"][];
        };
        /**
         * OutlineLesson
         * @description One thing to watch, read, answer or do; everybody may open a preview.
         */
        OutlineLesson: {
            duration_minutes: number;
            /** @description Unique within what it is part of; given when left out */
            id: string;
            is_preview: boolean;
            /** @enum {unknown} */
            kind: "article" | "video" | "file" | "quiz" | "exercise";
            title: string;
        };
        /**
         * OutlineModule
         * @description A chapter: its lessons, then its own chapters.
         */
        OutlineModule: {
            /** @description Unique within what it is part of; given when left out */
            id: string;
            lessons: components["schemas"]["OutlineLesson"][];
            modules: components["schemas"]["OutlineModule"][];
            title: string;
        };
        /**
         * OwnPreferences
         * @description One's preferences, with what may be decided about each category of messages.
         */
        OwnPreferences: {
            categories: components["schemas"]["CategoryChoice"][];
            /** @default [] */
            digest?: ("account" | "enrollment" | "message" | "announcement" | "digest")[];
            /**
             * @description Language of messages
             * @default en
             * @enum {unknown}
             */
            language?: "en" | "es" | "fr" | "ar";
            /** @default {} */
            off?: {
                [key: string]: ("email" | "sms" | "push" | "in_app")[];
            };
            /** @default null */
            phone?: string | null;
            /** @default false */
            phone_confirmed?: boolean;
            /** @default null */
            quiet_hours?: components["schemas"]["QuietHours"] | null;
            /** @default UTC */
            time_zone?: string;
            /** @default 0 */
            version?: number;
        };
        /**
         * Page[Announcement]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_Announcement_: {
            items: components["schemas"]["Announcement"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[CertificateRecord]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_CertificateRecord_: {
            items: components["schemas"]["CertificateRecord"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[Delivery]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_Delivery_: {
            items: components["schemas"]["Delivery"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[Enrollment]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_Enrollment_: {
            items: components["schemas"]["Enrollment"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[LearnerReport]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_LearnerReport_: {
            items: components["schemas"]["LearnerReport"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[Learning]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_Learning_: {
            items: components["schemas"]["Learning"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[ParkedEvent]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_ParkedEvent_: {
            items: components["schemas"]["ParkedEvent"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[QuizAttempt]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_QuizAttempt_: {
            items: components["schemas"]["QuizAttempt"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[RecordedEntry]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_RecordedEntry_: {
            items: components["schemas"]["RecordedEntry"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[SignInShown]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_SignInShown_: {
            items: components["schemas"]["SignInShown"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[Submission]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_Submission_: {
            items: components["schemas"]["Submission"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * Page[User]
         * @description Part of a list as callers get it; `next_cursor` is null on the last page.
         */
        Page_User_: {
            items: components["schemas"]["User"][];
            limit: number;
            /** @default null */
            next_cursor?: string | null;
            page: number;
            total: number;
        };
        /**
         * ParkedEvent
         * @description A refused event: where it is kept, what the broker said, and what the event says of itself.
         *
         *     `attributes` are all of the event but its data. `refusals` counts how often it was parked.
         */
        ParkedEvent: {
            attributes: Record<string, never>;
            id: string;
            /** Format: date-time */
            parked_at: string;
            reason: string;
            refusals: number;
            /** @enum {unknown} */
            store: "mongodb" | "postgres" | "redis";
            type: string;
        };
        /**
         * PasswordReset
         * @description A new password, and the link that was sent to the account's address.
         */
        PasswordReset: {
            /** @description Long phrases count in full */
            password: string;
            /** @description What follows the # in the link of the mail */
            token: string;
        };
        /**
         * PasswordResetRequest
         * @description The address of an account whose password is forgotten.
         */
        PasswordResetRequest: {
            /** @description Email address */
            email: string;
        };
        /**
         * Person
         * @description Whom somebody's id stands for; `email` is null to those who may not read it.
         *
         *     It is shown as it is stored, also where that breaks the rules of today.
         */
        Person: {
            active: boolean;
            email: string | null;
            name: string;
        };
        /**
         * PhoneCode
         * @description The code that somebody read on their phone.
         */
        PhoneCode: {
            /** @description As it was sent to the number */
            code: string;
        };
        /**
         * PreferencesChange
         * @description What should change; a field that is left out stays as it is.
         */
        PreferencesChange: {
            digest?: ("enrollment" | "message" | "announcement")[];
            /**
             * @description Language of messages
             * @enum {unknown}
             */
            language?: "en" | "es" | "fr" | "ar";
            off?: {
                [key: string]: ("email" | "sms" | "push" | "in_app")[];
            };
            phone?: string | null;
            quiet_hours?: components["schemas"]["QuietHours"] | null;
            /** @description IANA time zone, such as Europe/Madrid */
            time_zone?: string;
        };
        /**
         * PreviewedLetter
         * @description What somebody would receive; `html` is what mail programs show.
         */
        PreviewedLetter: {
            html: string;
            short: string;
            subject: string;
            text: string;
        };
        /**
         * Price
         * @description What a course costs, in minor units of an ISO 4217 currency; 0 is free.
         */
        Price: {
            /** @description Minor units: 4900 is 49.00 EUR, 4900 JPY, 4.900 KWD */
            amount: number;
            /** @description ISO 4217, which also says how many minor units make one */
            currency: string;
        };
        /**
         * Problem
         * @description What went wrong (RFC 9457).
         */
        Problem: {
            /** @description About this one case, for people. */
            detail: string;
            /** @description Fields at fault. */
            errors?: {
                field: string;
                message: string;
            }[];
            status: number;
            /** @description The same for every problem of this type. */
            title: string;
            /** @description By which the platform's operators find this request: quote it. */
            trace_id?: string;
            /**
             * Format: uri-reference
             * @description Stable name of the problem; never changes once published.
             */
            type: string;
        };
        /**
         * ProgressChange
         * @description The request to record that a lesson was completed, or where the learner stopped in it.
         */
        ProgressChange: {
            /** @default null */
            completed?: true | null;
            /** @default null */
            position_seconds?: number | null;
        };
        /**
         * PublicKey
         * @description A verification key; what a JWK may hold beyond these members is not read.
         */
        PublicKey: {
            /**
             * @default ES256
             * @enum {unknown}
             */
            alg?: "ES256";
            /** @enum {unknown} */
            crv: "P-256";
            kid: string;
            /** @enum {unknown} */
            kty: "EC";
            /**
             * @default sig
             * @enum {unknown}
             */
            use?: "sig";
            x: string;
            y: string;
        };
        /**
         * PurposeUsage
         * @description What somebody keeps for one purpose, and what they may keep for it.
         */
        PurposeUsage: {
            bytes: number;
            files: number;
            /** @enum {unknown} */
            purpose: "lesson" | "video" | "captions" | "cover" | "submission";
            quota_bytes: number;
            quota_files: number;
        };
        /**
         * PushKeys
         * @description The keys by which only the browser can read what is sent to it (RFC 8291), in base64url.
         */
        PushKeys: {
            /** @description Secret that the browser shares with us */
            auth: string;
            /** @description Public key of the browser */
            p256dh: string;
        };
        /**
         * PushSubscription
         * @description A device as its owner sees it: no keys, and of its endpoint the push service alone.
         */
        PushSubscription: {
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            /** @description Opaque identifier */
            id: string;
            /** Format: date-time */
            seen_at: string;
            service: string;
        };
        /**
         * PushSubscriptions
         * @description All devices of one person, last seen first, and the key that a browser subscribes with.
         */
        PushSubscriptions: {
            application_server_key: string;
            items: components["schemas"]["PushSubscription"][];
        };
        /**
         * QuestionStatistics
         * @description A question of today's quiz, and what came of it.
         *
         *     `discrimination` is how far being right here goes with being right elsewhere, from -1 to 1;
         *     null as long as that cannot be said.
         */
        QuestionStatistics: {
            attempts: number;
            choices: components["schemas"]["ChoiceStatistics"][];
            discrimination: number | null;
            /** @enum {unknown} */
            kind: "single" | "multiple" | "text" | "number" | "ordering";
            prompt: string;
            question_id: string;
            right: number;
        };
        /**
         * QuietHours
         * @description From when to when nothing leaves the platform, in the person's own time zone.
         */
        QuietHours: {
            /** @description Local time, 24 hours */
            end: string;
            /** @description Local time, 24 hours */
            start: string;
        };
        /**
         * Quiz
         * @description The questions of a lesson, and the rules by which they are taken.
         */
        Quiz: {
            /** @default null */
            attempts?: number | null;
            /**
             * @description Whether questions and choices come in an order of chance
             * @default false
             */
            is_shuffled?: boolean;
            /** @default null */
            minutes?: number | null;
            /**
             * @description What has to be reached, in percent of all points
             * @default 50
             */
            pass_percent?: number;
            questions: (components["schemas"]["SingleQuestion"] | components["schemas"]["MultipleQuestion"] | components["schemas"]["TextQuestion"] | components["schemas"]["NumberQuestion"] | components["schemas"]["OrderingQuestion"])[];
        };
        /**
         * QuizAttempt
         * @description Somebody's attempt at a quiz. Points and score are there once it has ended.
         *
         *     `number` counts the attempts of this person in this lesson; an author's preview has 0.
         *     `learner_name` is shown only to the course's owner and to admins.
         */
        QuizAttempt: {
            /** @description Opaque identifier */
            course_id: string;
            /** @default null */
            deadline?: string | null;
            /** @default null */
            finished_at?: string | null;
            /** @description Opaque identifier */
            id: string;
            /** @default null */
            is_passed?: boolean | null;
            is_preview: boolean;
            /** @default null */
            learner_name?: string | null;
            lesson_id: string;
            /** @default null */
            max_points?: number | null;
            number: number;
            /** @default null */
            points?: number | null;
            /** @default null */
            saved_at?: string | null;
            /** @default null */
            score_percent?: number | null;
            /** Format: date-time */
            started_at: string;
            /** @description Opaque identifier */
            user_id: string;
        };
        /**
         * QuizRules
         * @description How a quiz is taken; null is no limit. The questions come with an attempt.
         */
        QuizRules: {
            attempts: number | null;
            minutes: number | null;
            pass_percent: number;
            questions: number;
        };
        /**
         * QuizStatistics
         * @description What the newest 1,000 attempts at a quiz that have ended say about it.
         */
        QuizStatistics: {
            attempts: number;
            mean_percent: number | null;
            passed: number;
            questions: components["schemas"]["QuestionStatistics"][];
        };
        /**
         * ReadMark
         * @description Whether messages are to be marked as read, or as unread again.
         */
        ReadMark: {
            read: boolean;
        };
        /**
         * Recorded
         * @description What one write came to: where the learner stands in the lesson and in its course.
         */
        Recorded: {
            completed_at: string | null;
            course_completed_at: string | null;
            lesson_id: string;
            /** @description Completed lessons of today's outline, rounded down; at least 1 once any lesson was completed */
            percent: number;
        };
        /**
         * RecordedEntry
         * @description An entry as the trail has it; `data` is null when it was erased.
         *
         *     `hash` covers this entry and, through that of the one before, all earlier ones.
         */
        RecordedEntry: {
            actor_id: string;
            actor_role: string;
            data: Record<string, never> | null;
            /** Format: date-time */
            happened_at: string;
            hash: string;
            id: string;
            position: number;
            /** Format: date-time */
            recorded_at: string;
            request_id: string;
            source: string;
            subject: string;
            trace_id: string;
            type: string;
        };
        /**
         * RefreshRequest
         * @description The refresh token, from a client that keeps it itself; a browser sends its cookie.
         */
        RefreshRequest: {
            refresh_token?: string;
        };
        /**
         * Response
         * @description What somebody answers to a question: the field that its kind asks for.
         *
         *     `choices` are ids: the chosen one, the chosen ones, or all items in their order.
         */
        Response: {
            /** @default [] */
            choices?: string[];
            /** @default null */
            number?: number | null;
            /** @description Unique within what it is part of; given when left out */
            question_id: string;
            /** @default null */
            text?: string | null;
        };
        /**
         * Responses
         * @description The request to save what was answered so far, or to end the attempt with it.
         */
        Responses: {
            /**
             * @description true ends the attempt; false saves, and replaces what was saved
             * @default false
             */
            finished?: boolean;
            responses: components["schemas"]["Response"][];
        };
        /**
         * Review
         * @description One response, marked; ids are those that were shown.
         */
        Review: {
            feedback: components["schemas"]["ChoiceFeedback"][];
            is_right: boolean;
            max_points: number;
            points: number;
            question_id: string;
            solution: components["schemas"]["Solution"] | null;
        };
        /**
         * Revocation
         * @description The request to revoke a certificate.
         */
        Revocation: {
            /** @description Why it is no longer valid; the learner sees it, the public does not */
            reason: string;
        };
        /**
         * ShownChoice
         * @description A choice, or an item to put in its place.
         */
        ShownChoice: {
            id: string;
            text: string;
        };
        /**
         * ShownQuestion
         * @description A question as it is asked; `choices` are also the items to put in order.
         */
        ShownQuestion: {
            choices: components["schemas"]["ShownChoice"][];
            id: string;
            /** @enum {unknown} */
            kind: "single" | "multiple" | "text" | "number" | "ordering";
            points: number;
            prompt: string;
        };
        /**
         * ShownQuiz
         * @description A quiz as it is taken.
         */
        ShownQuiz: {
            max_points: number;
            minutes: number | null;
            pass_percent: number;
            questions: components["schemas"]["ShownQuestion"][];
        };
        /**
         * ShownText
         * @description The text of a lesson as its readers see it: HTML that is safe to show.
         */
        ShownText: {
            html: string;
        };
        /**
         * SignedIn
         * @description The tokens of the new session, and who signed in.
         */
        SignedIn: {
            access_token: string;
            expires_in: number;
            refresh_token?: string;
            /**
             * @default Bearer
             * @enum {unknown}
             */
            token_type?: "Bearer";
            user: components["schemas"]["User"];
        };
        /**
         * SignInShown
         * @description A session; `current` marks the one making the request.
         */
        SignInShown: {
            /** Format: date-time */
            created_at: string;
            current: boolean;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /** Format: date-time */
            last_seen_at: string;
            user_agent: string;
        };
        /**
         * SingleQuestion
         * @description One of the choices is right.
         */
        SingleQuestion: {
            /**
             * @example [
             *       {
             *         "id": "where",
             *         "text": "WHERE",
             *         "is_right": true
             *       },
             *       {
             *         "id": "having",
             *         "text": "HAVING",
             *         "feedback": "HAVING filters groups."
             *       }
             *     ]
             */
            choices: components["schemas"]["Choice"][];
            /**
             * @description Markdown; shown after the attempt has ended
             * @default
             */
            explanation?: string;
            /**
             * @description Unique within what it is part of; given when left out
             * @example question-1
             */
            id?: string;
            /** @enum {unknown} */
            kind: "single";
            /** @default 1 */
            points?: number;
            /** @description Markdown */
            prompt: string;
        };
        /**
         * Solution
         * @description The right answer to a question, in the field of its kind, and why it is right.
         */
        Solution: {
            /** @default [] */
            answers?: string[];
            /** @default [] */
            choices?: string[];
            /** @default  */
            explanation?: string;
            /** @default null */
            tolerance?: number | null;
            /** @default null */
            value?: number | null;
        };
        /**
         * Submission
         * @description Something handed in; `grade` is the newest one, null before the first.
         *
         *     `version` counts what this person handed in for this lesson. `learner_name` is shown only to
         *     those in charge of the course.
         */
        Submission: {
            /** @description Opaque identifier */
            course_id: string;
            course_title: string;
            /** Format: date-time */
            created_at: string;
            file_ids: string[];
            /** @default null */
            grade?: components["schemas"]["Grade"] | null;
            /** @description Opaque identifier */
            id: string;
            /** @default null */
            learner_name?: string | null;
            lesson_id: string;
            lesson_title: string;
            max_points: number;
            text: string;
            /** @description Opaque identifier */
            user_id: string;
            version: number;
        };
        /**
         * Template
         * @description A template as it is used; `built_in` are its words without any override.
         */
        Template: {
            about: string;
            built_in: {
                [key: string]: components["schemas"]["Words"];
            };
            /**
             * @description What the message is about
             * @enum {unknown}
             */
            category: "account" | "enrollment" | "message" | "announcement" | "digest";
            channels: ("email" | "sms" | "push" | "in_app")[];
            has_fixed_channels: boolean;
            id: string;
            overridden: ("en" | "es" | "fr" | "ar")[];
            updated_at: string | null;
            variables: components["schemas"]["Variable"][];
            version: number;
            words: {
                [key: string]: components["schemas"]["Words"];
            };
        };
        /**
         * TemplateChanges
         * @description What an administrator changes of a template; what is left out stays as it is.
         *
         *     `channels` are tried in this order; null takes the built-in order again.
         */
        TemplateChanges: {
            channels?: ("email" | "sms" | "push" | "in_app")[] | null;
            /** @default {} */
            words?: components["schemas"]["LanguageChanges"];
        };
        /**
         * TemplatePreview
         * @description Words to try: those left out are the current ones, values left out are the samples.
         */
        TemplatePreview: {
            /**
             * @description Language of messages
             * @default en
             * @enum {unknown}
             */
            language?: "en" | "es" | "fr" | "ar";
            /** @default {} */
            values?: {
                [key: string]: string | number | {
                    [key: string]: string;
                }[];
            };
            /** @default {} */
            words?: components["schemas"]["WordsChanges"];
        };
        /**
         * TemplateSummary
         * @description A template without its words; `overridden` are the languages that have other words.
         */
        TemplateSummary: {
            about: string;
            /**
             * @description What the message is about
             * @enum {unknown}
             */
            category: "account" | "enrollment" | "message" | "announcement" | "digest";
            channels: ("email" | "sms" | "push" | "in_app")[];
            has_fixed_channels: boolean;
            id: string;
            overridden: ("en" | "es" | "fr" | "ar")[];
            updated_at: string | null;
            variables: components["schemas"]["Variable"][];
            version: number;
        };
        /**
         * TextQuestion
         * @description The answer is typed; each of these is right.
         */
        TextQuestion: {
            answers: string[];
            /**
             * @description Markdown; shown after the attempt has ended
             * @default
             */
            explanation?: string;
            /**
             * @description Unique within what it is part of; given when left out
             * @example question-1
             */
            id?: string;
            /** @enum {unknown} */
            kind: "text";
            /** @default 1 */
            points?: number;
            /** @description Markdown */
            prompt: string;
        };
        /**
         * Tokens
         * @description What a client needs to go on: RFC 6749, section 5.1.
         *
         *     `refresh_token` is there only for a client that asked to keep it itself.
         */
        Tokens: {
            access_token: string;
            expires_in: number;
            refresh_token?: string;
            /**
             * @default Bearer
             * @enum {unknown}
             */
            token_type?: "Bearer";
        };
        /**
         * Upload
         * @description A request that stores one file: send it with exactly these headers and so many bytes.
         */
        Upload: {
            /** Format: date-time */
            expires_at: string;
            headers: {
                [key: string]: string;
            };
            method: string;
            url: string;
        };
        /**
         * User
         * @description A person as others may see them; `version` grows by one with every change.
         *
         *     `email_verified` says that somebody followed a link that was sent to the address.
         */
        User: {
            active: boolean;
            /** Format: date-time */
            created_at: string;
            /** @description Email address */
            email: string;
            email_verified: boolean;
            /** @description Opaque identifier */
            id: string;
            /** @description How to address the person */
            name: string;
            /** @enum {unknown} */
            role: "student" | "instructor" | "admin";
            /** Format: date-time */
            updated_at: string;
            version: number;
        };
        /**
         * UserChange
         * @description The request to change a user; a field that is left out stays as it is.
         *
         *     One's own password changes only together with `current_password`. The address of one's own
         *     account changes by `POST /api/email-changes`. `role` and `active` are for admins, about
         *     others.
         */
        UserChange: {
            active?: boolean;
            current_password?: string;
            /** @description Email address */
            email?: string;
            /** @description How to address the person */
            name?: string;
            /** @description Long phrases count in full */
            password?: string;
            /** @enum {unknown} */
            role?: "student" | "instructor" | "admin";
        };
        /**
         * Variable
         * @description A value that words may name, with an example; an optional one may be empty.
         */
        Variable: {
            /** @default false */
            is_optional?: boolean;
            name: string;
            sample: string | number | {
                [key: string]: string;
            }[];
        };
        /**
         * Words
         * @description The words of one language; `short` is what text messages and pushes say.
         */
        Words: {
            short: string;
            subject: string;
            text: string;
        };
        /**
         * WordsChanges
         * @description Other words of one language: what is left out stays as it is.
         */
        WordsChanges: {
            short?: string;
            subject?: string;
            text?: string;
        };
    };
    responses: never;
    parameters: {
        /**
         * @description A repeat with the same key creates nothing new and returns what there is.
         * @example 3f1b2c4d-enroll-1
         */
        IdempotencyKey: string;
        /**
         * @description ETags of the copy that was edited, a list or `*`; 412 when all are stale. A compressed response has a weak one, which never matches: send the `version` in quotes.
         * @example "3"
         */
        IfMatch: string;
        /**
         * @description ETag of the copy at hand; 304 when it is still the newest.
         * @example "3"
         */
        IfNoneMatch: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description Version of what was returned, for If-Match and If-None-Match.
         * @example "3"
         */
        ETag: string;
        /** @description Where the new resource is. */
        Location: string;
        /** @description Seconds to wait before the next try. */
        "Retry-After": number;
        /** @description The refresh token of a browser: HttpOnly, SameSite=Strict, /api/auth only. */
        "Set-Cookie": string;
        /** @description How to authenticate (RFC 6750). */
        "WWW-Authenticate": string;
        /** @description Names this request in the logs. */
        "X-Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_jwks: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeySet"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_announcements: {
        parameters: {
            query?: {
                course_id?: string | null;
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Announcement_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_announcement: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A repeat with the same key creates nothing new and returns what there is.
                 * @example 3f1b2c4d-enroll-1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "course_id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f",
                 *       "subject": "Your course starts on Monday",
                 *       "text": "The next lesson is open. See you there!",
                 *       "channel": "email",
                 *       "fallbacks": [
                 *         "in_app"
                 *       ],
                 *       "stuck_since": "2026-11-22T09:30:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["NewAnnouncement"];
            };
        };
        responses: {
            /** @description Kept safely and still to be done; Location tells how far it is. */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Announcement"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `not-your-course`: The course is not yours. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused`: This Idempotency-Key was used for another request; `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_announcement: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Announcement"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_attempt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt_id in the path. */
                attempt_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptSheet"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `not-enrolled`: Enroll in the course to open this lesson. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finish_attempt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attempt_id in the path. */
                attempt_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "responses": [
                 *         {
                 *           "question_id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f",
                 *           "choices": [
                 *             "choice"
                 *           ],
                 *           "text": "The next lesson is open. See you there!",
                 *           "number": 1
                 *         }
                 *       ],
                 *       "finished": false
                 *     }
                 */
                "application/json": components["schemas"]["Responses"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptSheet"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `not-enrolled`: Enroll in the course to open this lesson. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `attempt-finished`: This attempt has ended: its responses cannot be changed; `attempt-over`: The time is over: what was saved until then has been marked. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_audit_entries: {
        parameters: {
            query?: {
                /** @description Who did it: an account's id */
                actor_id?: string | null;
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
                /** @description X-Request-Id of the request */
                request_id?: string | null;
                /** @description When it happened, at the earliest */
                since?: string | null;
                /** @description What it was done to: an id */
                subject?: string | null;
                trace_id?: string | null;
                /** @description The type of the event */
                type?: string | null;
                /** @description When it happened, before this */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RecordedEntry_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ana@example.org",
                 *       "password": "correct horse battery staple",
                 *       "cookie": true
                 *     }
                 */
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Set-Cookie": components["headers"]["Set-Cookie"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong-credentials`: The email address or the password is wrong. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `many-guesses`: Others are trying passwords of this account; `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "Zm9yIGV4YW1wbGUgb25seQ"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "Zm9yIGV4YW1wbGUgb25seQ"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Set-Cookie": components["headers"]["Set-Cookie"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    register_user: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A repeat with the same key creates nothing new and returns what there is.
                 * @example 3f1b2c4d-enroll-1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ana@example.org",
                 *       "password": "correct horse battery staple",
                 *       "name": "Ana Example"
                 *     }
                 */
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description Created; Location says where. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email-taken`: There is an account with this email address. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused`: This Idempotency-Key was used for another request; `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SignInShown_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receive_callback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `callback-refused`: The callback is not accepted. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_certificate_status: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The number in the path. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/vc+jwt": string;
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_certificates: {
        parameters: {
            query?: {
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CertificateRecord_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_certificate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certificate"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_credential: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/vc+jwt": string;
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `certificate-revoked`: This certificate was revoked. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_certificate_pdf: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `certificate-revoked`: This certificate was revoked. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_certificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "reason"
                 *     }
                 */
                "application/json": components["schemas"]["Revocation"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateRecord"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_courses: {
        parameters: {
            query?: {
                category?: string | null;
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                id?: string | null;
                instructor?: string | null;
                language?: string | null;
                level?: ("beginner" | "intermediate" | "advanced") | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
                q?: string | null;
                /** @description By default relevance with q, newest without. price: free courses first, then currency by currency; amounts are not converted */
                sort?: ("relevance" | "newest" | "title" | "popular" | "price") | null;
                /** @description Unpublished courses are the owner's to see */
                status?: ("draft" | "published" | "archived") | "any";
                /** @description Every one has to fit */
                tag?: string[];
            };
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogPage"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_course: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A repeat with the same key creates nothing new and returns what there is.
                 * @example 3f1b2c4d-enroll-1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Practical SQL",
                 *       "description": "Ask real questions of real tables, from the first SELECT to window functions.",
                 *       "category": "databases",
                 *       "level": "beginner",
                 *       "tags": [
                 *         "sql",
                 *         "postgresql"
                 *       ],
                 *       "language": "en",
                 *       "price": {
                 *         "amount": 1,
                 *         "currency": "EUR"
                 *       },
                 *       "capacity": 30,
                 *       "status": "draft",
                 *       "content": {
                 *         "modules": [
                 *           {
                 *             "id": "module-1",
                 *             "title": "Practical SQL",
                 *             "lessons": [
                 *               {
                 *                 "id": "lesson-1",
                 *                 "title": "Practical SQL",
                 *                 "kind": "article",
                 *                 "duration_minutes": 12,
                 *                 "is_preview": false,
                 *                 "body": "The next lesson is open. See you there!",
                 *                 "url": "https://example.org/lesson-1.mp4",
                 *                 "file_id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f",
                 *                 "captions": [
                 *                   {
                 *                     "language": "en",
                 *                     "file_id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f"
                 *                   }
                 *                 ],
                 *                 "quiz": {
                 *                   "pass_percent": 1,
                 *                   "attempts": 1,
                 *                   "minutes": 1,
                 *                   "is_shuffled": false,
                 *                   "questions": [
                 *                     {
                 *                       "kind": "single",
                 *                       "id": "question-1",
                 *                       "prompt": "prompt",
                 *                       "explanation": "explanation",
                 *                       "points": 1,
                 *                       "choices": [
                 *                         {
                 *                           "id": "where",
                 *                           "text": "WHERE",
                 *                           "is_right": true
                 *                         },
                 *                         {
                 *                           "id": "having",
                 *                           "text": "HAVING",
                 *                           "feedback": "HAVING filters groups."
                 *                         }
                 *                       ]
                 *                     }
                 *                   ]
                 *                 },
                 *                 "exercise": {
                 *                   "accepts": [
                 *                     "text"
                 *                   ],
                 *                   "max_points": 1
                 *                 }
                 *               }
                 *             ],
                 *             "modules": []
                 *           }
                 *         ]
                 *       },
                 *       "completion": {
                 *         "minimum_percent": 1,
                 *         "required_lessons": [
                 *           "lesson-1"
                 *         ]
                 *       },
                 *       "cover_file_id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f"
                 *     }
                 */
                "application/json": components["schemas"]["NewCourse"];
            };
        };
        responses: {
            /** @description Created; Location says where. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourseOverview"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `slug-taken`: No free address was found for this title. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused`: This Idempotency-Key was used for another request; `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_course_content: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The course_id in the path. */
                course_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Course"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_learner: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A repeat with the same key creates nothing new and returns what there is.
                 * @example 3f1b2c4d-enroll-1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The course_id in the path. */
                course_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ana@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["NewLearner"];
            };
        };
        responses: {
            /** @description Created; Location says where. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found; `person-not-found`: There is no account of this person. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `already-a-learner`: This person is enrolled in the course already; `course-full`: Every seat of this course is taken; `course-not-open`: This course is not open for enrollment. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused`: This Idempotency-Key was used for another request; `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_lesson: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The course_id in the path. */
                course_id: string;
                /** @description The lesson_id in the path. */
                lesson_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonPage"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-enrolled`: Enroll in the course to open this lesson. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_attempts: {
        parameters: {
            query?: {
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
            };
            header?: never;
            path: {
                /** @description The course_id in the path. */
                course_id: string;
                /** @description The lesson_id in the path. */
                lesson_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_QuizAttempt_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `not-enrolled`: Enroll in the course to open this lesson. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_attempt: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A repeat with the same key creates nothing new and returns what there is.
                 * @example 3f1b2c4d-enroll-1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The course_id in the path. */
                course_id: string;
                /** @description The lesson_id in the path. */
                lesson_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created; Location says where. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptSheet"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `not-enrolled`: Enroll in the course to open this lesson. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `attempt-open`: You have begun this quiz already: go on with that attempt; `no-attempts-left`: You have used every attempt that this quiz allows; `quiz-not-ready`: This lesson has no questions until its author writes them. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused`: This Idempotency-Key was used for another request. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    record_progress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The course_id in the path. */
                course_id: string;
                /** @description The lesson_id in the path. */
                lesson_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "completed": true,
                 *       "position_seconds": 1
                 *     }
                 */
                "application/json": components["schemas"]["ProgressChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `not-enrolled`: Enroll in the course to open this lesson; `nothing-recorded`: Nothing is recorded for those who can edit the course. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `graded-lesson`: This lesson is completed by its result. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_quiz_statistics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The course_id in the path. */
                course_id: string;
                /** @description The lesson_id in the path. */
                lesson_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuizStatistics"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `not-enrolled`: Enroll in the course to open this lesson. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `quiz-not-ready`: This lesson has no questions until its author writes them. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_submission: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A repeat with the same key creates nothing new and returns what there is.
                 * @example 3f1b2c4d-enroll-1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The course_id in the path. */
                course_id: string;
                /** @description The lesson_id in the path. */
                lesson_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "The next lesson is open. See you there!",
                 *       "file_ids": [
                 *         "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewSubmission"];
            };
        };
        responses: {
            /** @description Created; Location says where. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submission"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `not-enrolled`: Enroll in the course to open this lesson. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `exercise-not-ready`: Nothing can be handed in for this lesson. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused`: This Idempotency-Key was used for another request; `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_progress: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The course_id in the path. */
                course_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourseProgress"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `not-enrolled`: Enroll in the course to open this lesson. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_course_report: {
        parameters: {
            query?: {
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description activity: the longest without any first; enrolled: the newest first */
                order?: "activity" | "enrolled";
                /** @description Page number, from 1 */
                page?: number;
                stuck_since?: string | null;
            };
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The course_id in the path. */
                course_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LearnerReport_"];
                    "text/csv": string;
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `report-too-long`: The report is too long for one table. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unreadable-record`: A stored record cannot be read. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_course: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourseOverview"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_course: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags of the copy that was edited, a list or `*`; 412 when all are stale. A compressed response has a weak one, which never matches: send the `version` in quotes.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Practical SQL",
                 *       "description": "Ask real questions of real tables, from the first SELECT to window functions.",
                 *       "category": "databases",
                 *       "level": "beginner",
                 *       "tags": [
                 *         "sql",
                 *         "postgresql"
                 *       ],
                 *       "language": "en",
                 *       "price": {
                 *         "amount": 1,
                 *         "currency": "EUR"
                 *       },
                 *       "capacity": 30,
                 *       "status": "draft",
                 *       "content": {
                 *         "modules": [
                 *           {
                 *             "id": "module-1",
                 *             "title": "Practical SQL",
                 *             "lessons": [
                 *               {
                 *                 "id": "lesson-1",
                 *                 "title": "Practical SQL",
                 *                 "kind": "article",
                 *                 "duration_minutes": 12,
                 *                 "is_preview": false,
                 *                 "body": "The next lesson is open. See you there!",
                 *                 "url": "https://example.org/lesson-1.mp4",
                 *                 "file_id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f",
                 *                 "captions": [
                 *                   {
                 *                     "language": "en",
                 *                     "file_id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f"
                 *                   }
                 *                 ],
                 *                 "quiz": {
                 *                   "pass_percent": 1,
                 *                   "attempts": 1,
                 *                   "minutes": 1,
                 *                   "is_shuffled": false,
                 *                   "questions": [
                 *                     {
                 *                       "kind": "single",
                 *                       "id": "question-1",
                 *                       "prompt": "prompt",
                 *                       "explanation": "explanation",
                 *                       "points": 1,
                 *                       "choices": [
                 *                         {
                 *                           "id": "where",
                 *                           "text": "WHERE",
                 *                           "is_right": true
                 *                         },
                 *                         {
                 *                           "id": "having",
                 *                           "text": "HAVING",
                 *                           "feedback": "HAVING filters groups."
                 *                         }
                 *                       ]
                 *                     }
                 *                   ]
                 *                 },
                 *                 "exercise": {
                 *                   "accepts": [
                 *                     "text"
                 *                   ],
                 *                   "max_points": 1
                 *                 }
                 *               }
                 *             ],
                 *             "modules": []
                 *           }
                 *         ]
                 *       },
                 *       "completion": {
                 *         "minimum_percent": 1,
                 *         "required_lessons": [
                 *           "lesson-1"
                 *         ]
                 *       },
                 *       "cover_file_id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f"
                 *     }
                 */
                "application/json": components["schemas"]["CourseChanges"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourseOverview"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `course-busy`: Others are changing this course right now. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: The copy you edited is no longer the newest; `stale-course`: The course was changed since you read it. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_course: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags of the copy that was edited, a list or `*`; 412 when all are stale. A compressed response has a weak one, which never matches: send the `version` in quotes.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `course-busy`: Others are changing this course right now. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: The copy you edited is no longer the newest; `stale-course`: The course was changed since you read it. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_course_cover: {
        parameters: {
            query?: {
                v?: string | null;
                width?: (480 | 960 | 1440) | null;
            };
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for is at Location, for now. */
            302: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
                /** @description Together with a status, of the person's newest 1,000 */
                recipient_id?: string | null;
                status?: ("queued" | "sending" | "delivered" | "bounced" | "failed" | "suppressed") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Delivery_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "token"
                 *     }
                 */
                "application/json": components["schemas"]["EmailChange"];
            };
        };
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dead-link`: This link has been used or has expired; `link-of-another`: This link belongs to another account. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email-taken`: There is an account with this email address; `user-busy`: Others are changing this user right now. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    request_email_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ana@example.org",
                 *       "current_password": "current_password"
                 *     }
                 */
                "application/json": components["schemas"]["EmailChangeRequest"];
            };
        };
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `user-not-found`: There is no such user. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email-taken`: There is an account with this email address. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "token"
                 *     }
                 */
                "application/json": components["schemas"]["EmailVerification"];
            };
        };
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dead-link`: This link has been used or has expired; `link-of-another`: This link belongs to another account. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `user-busy`: Others are changing this user right now. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    request_email_verification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `user-not-found`: There is no such user. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_enrollments: {
        parameters: {
            query?: {
                course_id?: string | null;
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
                status?: ("active" | "cancelled" | "ended") | null;
                user_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Enrollment_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_enrollment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A repeat with the same key creates nothing new and returns what there is.
                 * @example 3f1b2c4d-enroll-1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "course_id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f"
                 *     }
                 */
                "application/json": components["schemas"]["NewEnrollment"];
            };
        };
        responses: {
            /** @description Created; Location says where. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payment-required`: This costs something. */
            402: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `no-account`: Only people with an account can enroll. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `already-enrolled`: You are already enrolled in this course; `course-full`: Every seat of this course is taken; `course-not-open`: This course is not open for enrollment. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused`: This Idempotency-Key was used for another request; `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_enrollment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_files: {
        parameters: {
            query?: {
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                in_use?: boolean | null;
                /** @description How many items */
                limit?: number;
                owner_id?: string | null;
                /** @description Page number, from 1 */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePage"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_file: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A repeat with the same key creates nothing new and returns what there is.
                 * @example 3f1b2c4d-enroll-1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "purpose": "lesson",
                 *       "name": "Ana Example",
                 *       "content_type": "application/pdf",
                 *       "bytes": 48213
                 *     }
                 */
                "application/json": components["schemas"]["NewFile"];
            };
        };
        responses: {
            /** @description Created; Location says where. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewUpload"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-gone`: The file was deleted; `file-quota-exceeded`: You have no room left for this file. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused`: This Idempotency-Key was used for another request; `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileWithLink"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-handed-in`: The file was handed in. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    complete_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-uploaded`: The file has not been uploaded yet. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-refused`: The file is not what it was announced as. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_lesson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "body": "The next lesson is open. See you there!"
                 *     }
                 */
                "application/json": components["schemas"]["LessonText"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownText"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_notifications: {
        parameters: {
            query?: {
                channel?: ("email" | "sms" | "push" | "in_app") | null;
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbox"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_notifications_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "read": true
                 *     }
                 */
                "application/json": components["schemas"]["ReadMark"];
            };
        };
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_notification: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A repeat with the same key creates nothing new and returns what there is.
                 * @example 3f1b2c4d-enroll-1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "recipient_id": "01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f",
                 *       "subject": "Your course starts on Monday",
                 *       "text": "The next lesson is open. See you there!",
                 *       "channel": "email",
                 *       "fallbacks": [
                 *         "in_app"
                 *       ],
                 *       "category": "message"
                 *     }
                 */
                "application/json": components["schemas"]["NewNotification"];
            };
        };
        responses: {
            /** @description Kept safely and still to be done; Location tells how far it is. */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `not-your-learner`: The recipient takes none of your courses. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused`: This Idempotency-Key was used for another request; `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_notification: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_notification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "read": true
                 *     }
                 */
                "application/json": components["schemas"]["ReadMark"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replay_notification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Kept safely and still to be done; Location tells how far it is. */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-replayable`: This notification was delivered, or is still on its way. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_parked_events: {
        parameters: {
            query?: {
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ParkedEvent_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    release_parked_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Kept safely and still to be done; Location tells how far it is. */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParkedEvent"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `event-not-parked`: This event is not parked. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "token",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `dead-link`: This link has been used or has expired; `link-of-another`: This link belongs to another account. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `user-busy`: Others are changing this user right now. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    request_password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ana@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordResetRequest"];
            };
        };
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_preferences: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnPreferences"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_preferences: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags of the copy that was edited, a list or `*`; 412 when all are stale. A compressed response has a weak one, which never matches: send the `version` in quotes.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "language": "en",
                 *       "time_zone": "Europe/Madrid",
                 *       "quiet_hours": {
                 *         "start": "22:00",
                 *         "end": "07:00"
                 *       },
                 *       "phone": "+34600111222",
                 *       "off": {
                 *         "announcement": [
                 *           "email"
                 *         ]
                 *       },
                 *       "digest": [
                 *         "message"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PreferencesChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnPreferences"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: The copy you edited is no longer the newest. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_phone: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "482913"
                 *     }
                 */
                "application/json": components["schemas"]["PhoneCode"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnPreferences"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `no-phone-code`: The code has expired: ask for a new one. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_progress: {
        parameters: {
            query?: {
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
                state?: ("active" | "finished") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Learning_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_push_subscriptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushSubscriptions"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_push_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn",
                 *       "keys": {
                 *         "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                 *         "auth": "BTBZMqHH6r4Tts7J_aSIgg"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewPushSubscription"];
            };
        };
        responses: {
            /** @description Created; Location says where. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushSubscription"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_push_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_submissions: {
        parameters: {
            query?: {
                course_id?: string | null;
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                lesson_id?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
                state?: ("open" | "graded") | null;
                user_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Submission_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_submission: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The submission_id in the path. */
                submission_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenedSubmission"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    grade_submission: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The submission_id in the path. */
                submission_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "points": 1,
                 *       "comment": "comment"
                 *     }
                 */
                "application/json": components["schemas"]["GradeRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submission"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_templates: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateSummary"][];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_template: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags of the copy that was edited, a list or `*`; 412 when all are stale. A compressed response has a weak one, which never matches: send the `version` in quotes.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "words": {
                 *         "en": {
                 *           "subject": "Your course starts on Monday",
                 *           "text": "The next lesson is open. See you there!",
                 *           "short": "Your account is ready. Find your first course!"
                 *         },
                 *         "es": {
                 *           "subject": "Your course starts on Monday",
                 *           "text": "The next lesson is open. See you there!",
                 *           "short": "Your account is ready. Find your first course!"
                 *         },
                 *         "fr": {
                 *           "subject": "Your course starts on Monday",
                 *           "text": "The next lesson is open. See you there!",
                 *           "short": "Your account is ready. Find your first course!"
                 *         },
                 *         "ar": {
                 *           "subject": "Your course starts on Monday",
                 *           "text": "The next lesson is open. See you there!",
                 *           "short": "Your account is ready. Find your first course!"
                 *         }
                 *       },
                 *       "channels": [
                 *         "email"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["TemplateChanges"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: The copy you edited is no longer the newest. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_template: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags of the copy that was edited, a list or `*`; 412 when all are stale. A compressed response has a weak one, which never matches: send the `version` in quotes.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, and there is nothing to say about it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: The copy you edited is no longer the newest. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "language": "en",
                 *       "words": {
                 *         "subject": "Your course starts on Monday",
                 *         "text": "The next lesson is open. See you there!",
                 *         "short": "Your account is ready. Find your first course!"
                 *       },
                 *       "values": {}
                 *     }
                 */
                "application/json": components["schemas"]["TemplatePreview"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewedLetter"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_unused_files: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileSum"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                active?: boolean | null;
                /** @description Opaque position: next_cursor of the page before */
                cursor?: string | null;
                /** @description How many items */
                limit?: number;
                /** @description Page number, from 1 */
                page?: number;
                q?: string | null;
                role?: ("student" | "instructor" | "admin") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User_"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETag of the copy at hand; 304 when it is still the newest.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The copy at hand is still the newest. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found; `user-not-found`: There is no such user. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_user: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags of the copy that was edited, a list or `*`; 412 when all are stale. A compressed response has a weak one, which never matches: send the `version` in quotes.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id in the path. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ana Example",
                 *       "email": "ana@example.org",
                 *       "password": "correct horse battery staple",
                 *       "current_password": "current_password",
                 *       "role": "student",
                 *       "active": true
                 *     }
                 */
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `bad-request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: Sign in first. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: Not allowed; `own-rights`: You cannot change your own role or deactivate your own account. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Not found; `user-not-found`: There is no such user. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email-taken`: There is an account with this email address; `last-admin`: This is the last active admin; `user-busy`: Others are changing this user right now. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: The copy you edited is no longer the newest. */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `content-too-large`: The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: Send the body as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid`: Some fields need attention. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: Temporarily unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
