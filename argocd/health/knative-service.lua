-- A Knative Service: healthy when Ready is True for the newest generation. Argo CD's own check does
-- not look at observedGeneration, so for a moment it reports the state before a change.
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
      return {status = "Healthy", message = "Ready"}
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
