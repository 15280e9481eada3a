"use strict";

// Own file, not a script in the page: the page works under `script-src 'self'`.
window.SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  tagsSorter: "alpha",
  validatorUrl: null,
});
