-- Broker, Trigger and PingSource: healthy when Ready is True for the newest generation. Argo CD knows
-- none of them and would call each healthy as soon as it exists.
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
    local message = condition.reason or ""
    if condition.message ~= nil and condition.message ~= "" then
      message = message .. ": " .. condition.message
    end
    if condition.status == "True" then
      return {status = "Healthy", message = "Ready"}
    elseif condition.status == "False" then
      return {status = "Degraded", message = message}
    end
    hs.message = message
    return hs
  end
end
return hs
