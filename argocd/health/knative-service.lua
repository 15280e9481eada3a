-- A Knative Service: healthy when Ready is True for the newest generation. Argo CD's own check does
-- not look at observedGeneration, so for a moment it reports the state before a change. Nor does it
-- see that Ready proves nothing where a revision starts at zero (decision 0037): the message says so.
local function ready(service)
  local template = service.spec ~= nil and service.spec.template or {}
  local annotations = template.metadata ~= nil and template.metadata.annotations or {}
  if annotations["autoscaling.knative.dev/initial-scale"] == "0" then
    return "Ready, though no pod had to run for it"
  end
  return "Ready"
end
local hs = {status = "Progressing", message = "Waiting for Knative to see it"}
if obj.metadata.deletionTimestamp ~= nil then
  hs.message = "Being deleted"
  return hs
end
local status = obj.status
if status == nil or status.conditions == nil then
  return hs
end
if status.observedGeneration == nil or status.observedGeneration ~= obj.metadata.generation then
  hs.message = "Generation " .. tostring(obj.metadata.generation) .. " is not seen by Knative yet"
  return hs
end
for _, condition in ipairs(status.conditions) do
  if condition.type == "Ready" then
    local reason = condition.reason or ""
    local message = reason
    if condition.message ~= nil and condition.message ~= "" then
      message = message .. ": " .. condition.message
    end
    if condition.status == "True" then
      if status.latestCreatedRevisionName ~= status.latestReadyRevisionName then
        hs.message = "Waiting for " .. tostring(status.latestCreatedRevisionName)
        return hs
      end
      return {status = "Healthy", message = ready(obj)}
    end
    -- Traffic that is still moving, and a revision that is only just being made, are no failures.
    if condition.status == "False" and reason ~= "RolloutInProgress" and reason ~= "RevisionMissing" then
      return {status = "Degraded", message = message}
    end
    hs.message = message
    return hs
  end
end
return hs
